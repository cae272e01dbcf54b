/**
 * The filter of system calls at level "strict": classic BPF, as the kernel takes it. What changes the host, looks into
 * other processes, or makes namespaces is refused; calls of another architecture kill. A list of what is refused, because a
 * list of what is allowed would stop programs that nobody here has seen.
 */
type Architecture = { readonly audit: number; readonly calls: Readonly<Record<string, number>> };

const [LOAD, EQUALS, AT_LEAST, ANY_BIT, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x06];
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const REFUSE = 0x00050000;
const [EPERM, ENOSYS] = [1, 38];
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NEW = 0x7e020000;
const TIOCSTI = 0x5412;
/** Calls of the x32 ABI, which has numbers of its own. */
const X32 = 0x40000000;
const [NUMBER, ARCHITECTURE] = [0, 4];
const argument = (at: number) => 16 + 8 * at;

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000003e,
    calls: {
      ...{ ptrace: 101, syslog: 103, personality: 135, pivot_root: 155, chroot: 161, acct: 163 },
      ...{ settimeofday: 164, mount: 165, umount2: 166, swapon: 167, swapoff: 168, reboot: 169 },
      ...{ sethostname: 170, setdomainname: 171, iopl: 172, ioperm: 173, init_module: 175 },
      ...{ delete_module: 176, quotactl: 179, clock_settime: 227, kexec_load: 246, add_key: 248 },
      ...{ request_key: 249, keyctl: 250, unshare: 272, move_pages: 279, perf_event_open: 298 },
      ...{ open_by_handle_at: 304, clock_adjtime: 305, setns: 308, process_vm_readv: 310 },
      ...{ process_vm_writev: 311, kcmp: 312, finit_module: 313, kexec_file_load: 320, bpf: 321 },
      ...{ userfaultfd: 323, io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427 },
      ...{ open_tree: 428, move_mount: 429, fsopen: 430, fsconfig: 431, fsmount: 432, fspick: 433 },
      ...{ pidfd_getfd: 438, mount_setattr: 442, clone: 56, clone3: 435, ioctl: 16 },
    },
  },
  arm64: {
    audit: 0xc00000b7,
    calls: {
      ...{ umount2: 39, mount: 40, pivot_root: 41, chroot: 51, quotactl: 60, acct: 89, personality: 92 },
      ...{ unshare: 97, kexec_load: 104, init_module: 105, delete_module: 106, clock_settime: 112 },
      ...{ syslog: 116, ptrace: 117, reboot: 142, sethostname: 161, setdomainname: 162 },
      ...{ settimeofday: 170, add_key: 217, request_key: 218, keyctl: 219, swapon: 224, swapoff: 225 },
      ...{ move_pages: 239, perf_event_open: 241, open_by_handle_at: 265, clock_adjtime: 266, setns: 268 },
      ...{ process_vm_readv: 270, process_vm_writev: 271, kcmp: 272, finit_module: 273, bpf: 280 },
      ...{ userfaultfd: 282, kexec_file_load: 294, io_uring_setup: 425, io_uring_enter: 426 },
      ...{ io_uring_register: 427, open_tree: 428, move_mount: 429, fsopen: 430, fsconfig: 431 },
      ...{ fsmount: 432, fspick: 433, pidfd_getfd: 438, mount_setattr: 442, clone: 220, clone3: 435 },
      ...{ ioctl: 29 },
    },
  },
};

/** Undefined for an architecture that no filter is written for. `arch` as Node names it. */
export function systemCallFilter(arch: string): Uint8Array | undefined {
  const found = ARCHITECTURES[arch];
  if (!found) return undefined;
  const { clone = 0, clone3 = 0, ioctl = 0, ...refused } = found.calls;
  const program: [code: number, yes: number, no: number, value: number][] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [EQUALS, 1, 0, found.audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    [AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, KILL],
  ];
  for (const number of Object.values(refused))
    program.push([EQUALS, 0, 1, number], [RETURN, 0, 0, REFUSE | EPERM]);
  // Its flags lie in memory, which a filter cannot read; libraries go back to clone.
  program.push([EQUALS, 0, 1, clone3], [RETURN, 0, 0, REFUSE | ENOSYS]);
  program.push([EQUALS, 0, 3, clone], [LOAD, 0, 0, argument(0)], [ANY_BIT, 0, 4, CLONE_NEW]);
  program.push([RETURN, 0, 0, REFUSE | EPERM]);
  program.push([EQUALS, 0, 2, ioctl], [LOAD, 0, 0, argument(1)], [EQUALS, 1, 0, TIOCSTI]);
  program.push([RETURN, 0, 0, ALLOW], [RETURN, 0, 0, REFUSE | EPERM]);
  const bytes = Buffer.alloc(program.length * 8);
  for (const [at, [code, yes, no, value]] of program.entries()) {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(yes, at * 8 + 2);
    bytes.writeUInt8(no, at * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, at * 8 + 4);
  }
  return bytes;
}
