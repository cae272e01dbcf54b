/** The best item on top; "best" is said once, when the heap is made. */
export class BinaryHeap<Item> {
  readonly #items: Item[] = [];
  readonly #better: (a: Item, b: Item) => boolean;

  /** `better`: whether a goes before b. A total order makes the sequence of pops the same whatever the pushes were. */
  constructor(better: (a: Item, b: Item) => boolean) {
    this.#better = better;
  }

  get top(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Item;
      if (!this.#better(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Item | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    this.#sink(last);
    return top;
  }

  /** Empties the heap; its items in no particular order. */
  drain(): Item[] {
    return this.#items.splice(0);
  }

  #sink(item: Item): void {
    const items = this.#items;
    let at = 0;
    while (true) {
      const left = 2 * at + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const child =
        right < items.length && this.#better(items[right] as Item, items[left] as Item) ? right : left;
      const below = items[child] as Item;
      if (!this.#better(below, item)) break;
      items[at] = below;
      at = child;
    }
    items[at] = item;
  }
}
