/**
 * Drops packets in the kernel, by port and direction: what a broken link does to TCP, from lost handshakes to resets that
 * never come. Only in a network namespace that is this process' own, so that nobody else can be hit.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

export type DropRule = {
  /** Of a listener on loopback. */
  readonly port: number;
  /** `out`: packets to the listener; `back`: from it. */
  readonly direction: 'out' | 'back';
  /** Of the packets, 0 to 1. */
  readonly share: number;
};

/** Set in the environment by who made the namespace. */
export const OWN_NETWORK = 'BERTH_OWN_NETWORK';
const TABLE = 'inet berth-faults';

export function hasOwnNetwork(): boolean {
  return process.env[OWN_NETWORK] === '1';
}

/** By its full name: a package of npm has a program of the same name, which npm puts first in the path. */
const NFT = '/usr/sbin/nft';

/** The words before a command that gives it such a namespace, with loopback up; undefined where this user cannot have one. */
export function ownNetworkCommand(): readonly string[] | undefined {
  const script = `ip link set lo up && ${NFT} list ruleset >/dev/null && exec "$@"`;
  const words = ['unshare', '--net', 'sh', '-c', script, 'sh'];
  const [command = '', ...rest] = [...words, 'true'];
  return spawnSync(command, rest, { stdio: 'ignore' }).status === 0 ? words : undefined;
}

/** Throws when packets get through that a rule drops: then nothing that follows would show anything. */
export async function proveDrops(): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const isReached = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => end(true));
      const timer = setTimeout(() => end(false), REACHED_WITHIN_MS);
      const end = (is: boolean) => {
        clearTimeout(timer);
        socket.destroy();
        resolve(is);
      };
      socket.on('error', () => end(false));
    });
  try {
    const open = await isReached();
    for (const direction of ['out', 'back'] as const) {
      await setDropRules([{ port, direction, share: 1 }]);
      if (!open || (await isReached())) throw new Error(`${NFT} drops no packets in this network namespace`);
    }
  } finally {
    await setDropRules([]);
    server.close();
  }
}
const REACHED_WITHIN_MS = 700;

/** These rules, and no others. */
export async function setDropRules(rules: readonly DropRule[]): Promise<void> {
  const lines = rules.map(({ port, direction, share }) => {
    const some = share >= 1 ? '' : ` numgen random mod 1000 < ${Math.round(1000 * share)}`;
    return `tcp ${direction === 'out' ? 'dport' : 'sport'} ${port}${some} drop`;
  });
  const chain = ['type filter hook input priority 0; policy accept;', ...lines].join('\n');
  await nft(`table ${TABLE}\ndelete table ${TABLE}\ntable ${TABLE} {\nchain input {\n${chain}\n}\n}\n`);
}

async function nft(script: string): Promise<void> {
  const child = spawn(NFT, ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  child.stdin.end(script);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`nft: ${stderr.trim()}`);
}
