import type { NodeView, ReadonlyNodeLoad } from '@berth/core';

export type Candidate = {
  readonly node: NodeView;
  /** The node's load with the picks of this call; a copy as soon as there is one. */
  readonly load: ReadonlyNodeLoad;
  readonly score: number;
};

/** Whether a goes before b: higher score, then smaller node id. */
export function better(a: Candidate, b: Candidate): boolean {
  return a.score > b.score || (a.score === b.score && a.node.info.id < b.node.info.id);
}

/** A binary heap with the best candidate on top. */
export class CandidateHeap {
  readonly #items: Candidate[] = [];

  get top(): Candidate | undefined {
    return this.#items[0];
  }

  push(item: Candidate): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Candidate;
      if (!better(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Candidate | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    this.#sink(last);
    return top;
  }

  #sink(item: Candidate): void {
    const items = this.#items;
    let at = 0;
    while (true) {
      const left = 2 * at + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const child =
        right < items.length && better(items[right] as Candidate, items[left] as Candidate) ? right : left;
      const below = items[child] as Candidate;
      if (!better(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
