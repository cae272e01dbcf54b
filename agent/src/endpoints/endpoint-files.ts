/** Where the endpoints that workloads want to know are written: a folder of files, each whole or not at all. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readOwn } from '../drivers/process/own-files.js';

export interface EndpointFiles {
  /** Absolute path of a file, for those who read it. */
  path(name: string): string;
  /** Undefined when it is not there. */
  read(name: string): Promise<string | undefined>;
  /** Whoever reads meanwhile sees the old text or the new one. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

const FILE = 'endpoints.json';
/** The agent may be root: a link that somebody put there is not followed. */
const DRAFT = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** One folder a name, so that it can be shown to one workload alone, and stays the same when the file is replaced. */
export function endpointFolder(folder: string): EndpointFiles {
  const root = resolve(folder);
  const path = (name: string) => join(root, name, FILE);
  return {
    path,
    read: (name) => readOwn(path(name)),
    write: async (name, text) => {
      await mkdir(join(root, name), { recursive: true, mode: 0o755 });
      const draft = join(root, name, `.${FILE}.new`);
      const file = await open(draft, DRAFT, 0o644);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path(name));
    },
    remove: (name) => rm(join(root, name), { recursive: true, force: true, maxRetries: 3 }),
    names: () => readdir(root).catch(() => []),
  };
}

/** What survives in memory when an agent crashes in the simulator. */
export class MemoryEndpointFiles implements EndpointFiles {
  readonly #texts = new Map<string, string>();

  path(name: string): string {
    return `/memory/${name}`;
  }

  async read(name: string): Promise<string | undefined> {
    return this.#texts.get(name);
  }

  async write(name: string, text: string): Promise<void> {
    this.#texts.set(name, text);
  }

  async remove(name: string): Promise<void> {
    this.#texts.delete(name);
  }

  async names(): Promise<readonly string[]> {
    return [...this.#texts.keys()];
  }
}
