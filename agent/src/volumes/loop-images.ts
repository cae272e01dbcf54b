/** Volumes with a size: an ext4 file system in a file, mounted by a loop device. What is over its size, its run is told. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BerthError } from '@berth/core';
import { findProgram } from '../drivers/process/environment.js';
import { ownSize } from '../drivers/process/own-files.js';

const run = promisify(execFile);

const MIB = 2 ** 20;
const PROBE_MIB = 4;
const RELEASE_TRIES = 50;
/** The mount ends with the shell. */
const PROBE_SCRIPT = 'mount -o loop,nosuid,nodev "$0/image" "$0/data" && echo probe > "$0/data/probe"';
/** A large file system is looked through before it grows. */
const TOOL_MS = 10 * 60_000;
/** Where the tools are that a user's PATH may not have. */
const SYSTEM_PATH = '/usr/sbin:/sbin:/usr/bin:/bin';

export type LoopImage = { readonly image: string; readonly at: string; readonly sizeMiB: number };

export class LoopImages {
  static readonly lacks =
    'volumes with a size take an agent as root, mkfs.ext4 (e2fsprogs), mount and a loop device';
  readonly #path: string;

  private constructor(path: string) {
    this.#path = `${path}:${SYSTEM_PATH}`;
  }

  /** Makes one and writes to it, where nobody else sees it: undefined where any of that does not work. */
  static async probe(folder: string, path: string): Promise<LoopImages | undefined> {
    if (process.getuid?.() !== 0) return undefined;
    const images = new LoopImages(path);
    try {
      await rm(folder, { recursive: true, force: true });
      await mkdir(join(folder, 'data'), { recursive: true, mode: 0o700 });
      await images.#make(join(folder, 'image'), PROBE_MIB);
      await images.#tool('unshare', '--mount', '--', '/bin/sh', '-c', PROBE_SCRIPT, folder);
      return images;
    } catch {
      return undefined;
    } finally {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** Makes it where it is not there, lets it grow where it is smaller, and mounts it where it is not mounted. */
  async mount({ image, at, sizeMiB }: LoopImage): Promise<void> {
    const bytes = await ownSize(image);
    const isSmaller = bytes !== undefined && bytes < sizeMiB * MIB;
    if (await isMounted(at)) {
      if (!isSmaller) return;
      await this.unmount(at);
    }
    // Sandboxes of other runs may have it mounted still: then it grows under them, by the kernel.
    const isHeld = isSmaller && (await this.#isHeld(image));
    if (bytes === undefined) await this.#make(image, sizeMiB);
    else if (isHeld) await truncate(image, sizeMiB * MIB);
    else if (isSmaller) await this.#grow(image, sizeMiB);
    await this.#tool('mount', '-o', 'loop,nosuid,nodev', image, at);
    if (isHeld) {
      await this.#growMounted(at).catch(async (thrown: unknown) => {
        // Its size is what tells that there is something to do.
        await truncate(image, bytes);
        throw thrown;
      });
    }
    // It is for files of a damaged file system, and a program that wants an empty folder stumbles over it.
    await rmdir(join(at, 'lost+found')).catch(() => undefined);
  }

  async unmount(at: string): Promise<void> {
    if (await isMounted(at)) await this.#tool('umount', at);
  }

  /** There whole or not at all. */
  async #make(image: string, sizeMiB: number): Promise<void> {
    const draft = `${image}.new`;
    await rm(draft, { force: true });
    await writeFile(draft, '', { mode: 0o600, flag: 'wx' });
    await truncate(draft, sizeMiB * MIB);
    await this.#tool('mkfs.ext4', '-q', '-F', '-m', '0', draft);
    await rename(draft, image);
  }

  /** A device that was let go is there for a moment more. */
  async #isHeld(image: string): Promise<boolean> {
    for (let tries = 0; tries < RELEASE_TRIES; tries++) {
      if ((await this.#tool('losetup', '--associated', image)) === '') return false;
      await this.#tool('sleep', '0.1');
    }
    return true;
  }

  /** Nobody has it mounted. */
  async #grow(image: string, sizeMiB: number): Promise<void> {
    await this.#tool('e2fsck', '-f', '-p', image).catch((thrown: { cause?: { code?: unknown } }) => {
      // 1: something was repaired, such as a lost+found that is not there.
      if (thrown.cause?.code !== 1) throw thrown;
    });
    await this.#tool('resize2fs', image, `${sizeMiB}M`);
  }

  async #growMounted(at: string): Promise<void> {
    const device = await deviceAt(at);
    if (device === undefined) return;
    await this.#tool('losetup', '--set-capacity', device);
    await this.#tool('resize2fs', device);
  }

  /** What it printed. */
  async #tool(name: string, ...args: string[]): Promise<string> {
    const program = findProgram(name, '/', this.#path);
    try {
      const env = { PATH: this.#path, LC_ALL: 'C' };
      return (await run(program, args, { env, timeout: TOOL_MS })).stdout.trim();
    } catch (thrown) {
      const { code, stderr = '' } = thrown as { code?: number | string; stderr?: string };
      // Those of e2fsprogs begin with their version.
      const said = stderr
        .split('\n')
        .filter((line) => line.trim() !== '' && !/^\S+ \d+\.\d+\S* \(/.test(line));
      const why = said[0]?.trim() ?? `it ended with ${code}`;
      throw new BerthError('refused', `${name} ${args.at(-1)}: ${why}`, { cause: thrown });
    }
  }
}

async function isMounted(at: string): Promise<boolean> {
  return (await mountPoints()).includes(at);
}

/** Of this host, as this agent sees it. */
export async function mountPoints(): Promise<string[]> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  return mounts.split('\n').map((line) => unescaped(line.split(' ')[4] ?? ''));
}

async function deviceAt(at: string): Promise<string | undefined> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const line = lines.findLast((one) => unescaped(one.split(' ')[4] ?? '') === at);
  return line?.split(' - ')[1]?.split(' ')[1];
}

/** As the kernel writes blanks in paths. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
