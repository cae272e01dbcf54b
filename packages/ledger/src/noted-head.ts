/** The head that is known to be durable, in a slot file beside the database: a log that ends before it has lost blocks. */
import { SlotFile } from './slot-file.js';
import type { Head } from './store.js';

/** `identity`: of the stream that it is the head of, where the log is not a part of this folder. */
export type Noted = Head & { readonly identity?: string };

export class NotedHead {
  readonly #file: SlotFile;

  private constructor(file: SlotFile) {
    this.#file = file;
  }

  /** Throws "corrupt" when the file has been written but nothing in it is whole. */
  static async open(path: string): Promise<NotedHead> {
    return new NotedHead(await SlotFile.open(path));
  }

  /** Undefined when nothing was ever noted. */
  get noted(): Noted | undefined {
    if (this.#file.text === undefined) return undefined;
    const [index = '', hash = '', identity] = this.#file.text.split(' ');
    return { index: Number(index), hash, ...(identity && { identity }) };
  }

  /** Resolves when it is on the disk. One write at a time. */
  write({ index, hash, identity }: Noted): Promise<void> {
    return this.#file.write([index, hash, ...(identity ? [identity] : [])].join(' '));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
