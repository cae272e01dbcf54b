/**
 * The few words of Node.js that `src/prices` needs for its thread. They are written out because the types of Node.js would
 * bring all of it along, and then clocks, files and sockets would compile in the rules (test/src/tidy).
 */
declare module 'node:worker_threads' {
  export class Worker {
    constructor(program: URL);
    postMessage(message: unknown): void;
    /** "message", "messageerror", "error" (what was thrown) or "exit" (the code). */
    on(event: string, listener: (value: never) => void): this;
    removeAllListeners(): this;
    /** Whether the thread keeps the process alive. */
    ref(): void;
    unref(): void;
    terminate(): Promise<number>;
  }

  /** In a thread: the way to who started it. */
  export const parentPort: {
    on(event: 'message', listener: (message: never) => void): void;
    postMessage(message: unknown): void;
  } | null;
}

declare class URL {
  constructor(path: string, base?: string);
  readonly href: string;
}

interface ImportMeta {
  readonly url: string;
}
