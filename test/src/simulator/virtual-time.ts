/**
 * Virtual time: a heap of what is to happen, and clocks that read it. Between two entries every promise chain is drained
 * by one turn of the real event loop; nothing that is simulated may wait for a thread, a socket or a file.
 */
import type { Clock } from '@berth/core';

type Entry = { readonly atMs: number; readonly order: number; run: (() => void) | undefined };

export class VirtualTime {
  readonly #heap: Entry[] = [];
  #nowMs = 0;
  #order = 0;
  /** Entries that ran. */
  steps = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  schedule(afterMs: number, run: () => void): () => void {
    const entry: Entry = { atMs: this.#nowMs + Math.max(0, afterMs), order: this.#order++, run };
    push(this.#heap, entry);
    return () => {
      entry.run = undefined;
    };
  }

  /** Runs the next entry and everything that follows from it at once; false when there is none before `untilMs`. */
  async step(untilMs: number): Promise<boolean> {
    for (;;) {
      const next = this.#heap[0];
      if (!next || next.atMs > untilMs) {
        this.#nowMs = Math.max(this.#nowMs, untilMs);
        return false;
      }
      pop(this.#heap);
      if (!next.run) continue;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      await settle();
      this.steps++;
      return true;
    }
  }
}

/** Lets every promise chain that is ready run to its end. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * The door of a process: everything that comes in from outside (timers, messages, disks) comes in here. A paused process
 * takes it in later, all at once and in order; a dead one never.
 */
export class ProcessGate {
  #state: 'running' | 'paused' | 'dead' = 'running';
  #waiting: (() => void)[] = [];

  get alive(): boolean {
    return this.#state !== 'dead';
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  readonly enter = (run: () => void): void => {
    if (this.#state === 'running') run();
    else if (this.#state === 'paused') this.#waiting.push(run);
  };

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    for (const run of this.#waiting.splice(0)) this.enter(run);
  }

  die(): void {
    this.#state = 'dead';
    this.#waiting = [];
  }
}

/** A clock of one process on one machine: stops with the process, and its wall clock may be wrong and may jump. */
export class ProcessClock implements Clock {
  readonly gate: ProcessGate;
  readonly #time: VirtualTime;
  readonly #wall: { offsetMs: number };

  constructor(time: VirtualTime, wall: { offsetMs: number }, gate = new ProcessGate()) {
    this.#time = time;
    this.#wall = wall;
    this.gate = gate;
  }

  nowMs(): number {
    return START_OF_TIME_MS + this.#time.nowMs + this.#wall.offsetMs;
  }

  /** Goes on while the process is paused, as it does over a SIGSTOP. */
  monotonicMs(): number {
    return this.#time.nowMs;
  }

  schedule(afterMs: number, run: () => void): () => void {
    if (!this.gate.alive) return () => {};
    let wanted = true;
    const cancel = this.#time.schedule(afterMs, () => {
      this.gate.enter(() => {
        if (wanted) run();
      });
    });
    return () => {
      wanted = false;
      cancel();
    };
  }

  die(): void {
    this.gate.die();
  }
}

const START_OF_TIME_MS = 1_700_000_000_000;

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!before(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
    if (!before(heap[child] as Entry, last)) break;
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
}
