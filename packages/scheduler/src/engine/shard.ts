/** Nodes with ranks one after the other, and which of them changed lately. */
export class Shard {
  readonly first: number;
  nodes = 0;
  /** How many changes there were, ever. */
  changes = 0;
  readonly #log: Int32Array;

  /** Remembers as many changes as it has nodes, at most: looking at each node once is as much work. */
  constructor(first: number, nodesMax: number) {
    this.first = first;
    this.#log = new Int32Array(Math.min(nodesMax, LOG_LENGTH));
  }

  changed(rank: number): void {
    this.#log[this.changes++ % this.#log.length] = rank;
  }

  /** Whether the changes from that position on are still known. */
  remembers(position: number): boolean {
    return this.changes - position <= this.#log.length;
  }

  changedAt(position: number): number {
    return this.#log[position % this.#log.length] as number;
  }
}

const LOG_LENGTH = 2 ** 15;
