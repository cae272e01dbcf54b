/**
 * Many heaps over one set of items, the smallest key on top of each. An item is a small number and stands in at most one
 * heap; so is a heap. Pairing heaps in typed arrays: nothing is allocated per item or heap, a new or better key costs
 * O(1), and taking an item out O(log n) amortised (Fredman, Sedgewick, Sleator, Tarjan: The Pairing Heap, 1986).
 *
 * Keys of one heap must differ, so that the top does not depend on the order of the changes.
 */
import { grown } from '../engine/typed-arrays.js';

export const NONE = -1;

export class HeapForest {
  /** Per item. */
  #keys = new Float64Array(16);
  #heaps = new Int32Array(16).fill(NONE);
  #child = new Int32Array(16);
  /** The next sibling. */
  #next = new Int32Array(16);
  /** The sibling before, or the parent of a first child; NONE for a root. */
  #before = new Int32Array(16);
  /** Per heap: its best item, or NONE. */
  #roots = new Int32Array(4).fill(NONE);

  /** The best item of a heap, or NONE. */
  top(heap: number): number {
    return heap < this.#roots.length ? (this.#roots[heap] as number) : NONE;
  }

  /** The heap that the item stands in, or NONE. */
  heapOf(item: number): number {
    return item < this.#heaps.length ? (this.#heaps[item] as number) : NONE;
  }

  /** Of an item that stands in a heap. */
  keyOf(item: number): number {
    return this.#keys[item] as number;
  }

  /** Puts the item into the heap under a key, wherever it stood before. */
  put(item: number, heap: number, key: number): void {
    this.#reserve(item, heap);
    if (this.#heaps[item] === heap) {
      const before = this.#keys[item] as number;
      if (key === before) return;
      if (key < before) {
        this.#keys[item] = key;
        this.#rise(item, heap);
        return;
      }
      if (this.#child[item] === NONE && this.#before[item] !== NONE) {
        // Worse than its parent, and nothing hangs on it: it may stay where it is.
        this.#keys[item] = key;
        return;
      }
    }
    this.remove(item);
    this.#keys[item] = key;
    this.#heaps[item] = heap;
    this.#child[item] = NONE;
    this.#next[item] = NONE;
    this.#before[item] = NONE;
    this.#roots[heap] = this.#meld(this.#roots[heap] as number, item);
  }

  /** Does nothing when it stands nowhere. */
  remove(item: number): void {
    if (item >= this.#heaps.length) return;
    const heap = this.#heaps[item] as number;
    if (heap === NONE) return;
    this.#heaps[item] = NONE;
    const below = this.#mergeSiblings(this.#child[item] as number);
    if (this.#roots[heap] === item) {
      this.#roots[heap] = below;
      return;
    }
    this.#cut(item);
    this.#roots[heap] = this.#meld(this.#roots[heap] as number, below);
  }

  #reserve(item: number, heap: number): void {
    if (item >= this.#heaps.length) {
      this.#keys = grown(this.#keys, item + 1);
      this.#heaps = grown(this.#heaps, item + 1, NONE);
      this.#child = grown(this.#child, item + 1);
      this.#next = grown(this.#next, item + 1);
      this.#before = grown(this.#before, item + 1);
    }
    this.#roots = grown(this.#roots, heap + 1, NONE);
  }

  /** Its key became smaller: what hangs on it stays. */
  #rise(item: number, heap: number): void {
    if (this.#before[item] === NONE) return;
    this.#cut(item);
    this.#roots[heap] = this.#meld(this.#roots[heap] as number, item);
  }

  /** Takes an item that is not a root, with all that hangs on it, from its siblings. */
  #cut(item: number): void {
    const before = this.#before[item] as number;
    const next = this.#next[item] as number;
    if (this.#child[before] === item) this.#child[before] = next;
    else this.#next[before] = next;
    if (next !== NONE) this.#before[next] = before;
    this.#before[item] = NONE;
    this.#next[item] = NONE;
  }

  /** Both are roots of trees, or NONE. */
  #meld(a: number, b: number): number {
    if (a === NONE) return b;
    if (b === NONE) return a;
    const isFirst = (this.#keys[a] as number) < (this.#keys[b] as number);
    const winner = isFirst ? a : b;
    const loser = isFirst ? b : a;
    const first = this.#child[winner] as number;
    this.#next[loser] = first;
    if (first !== NONE) this.#before[first] = loser;
    this.#before[loser] = winner;
    this.#child[winner] = loser;
    return winner;
  }

  /** Pairs siblings from the left, then melds the pairs from the right. */
  #mergeSiblings(first: number): number {
    let pairs = NONE;
    for (let left = first; left !== NONE; ) {
      const right = this.#next[left] as number;
      const rest = right === NONE ? NONE : (this.#next[right] as number);
      this.#unlink(left);
      if (right !== NONE) this.#unlink(right);
      const pair = this.#meld(left, right);
      this.#next[pair] = pairs;
      pairs = pair;
      left = rest;
    }
    let root = NONE;
    while (pairs !== NONE) {
      const next = this.#next[pairs] as number;
      this.#unlink(pairs);
      root = this.#meld(root, pairs);
      pairs = next;
    }
    return root;
  }

  #unlink(item: number): void {
    this.#before[item] = NONE;
    this.#next[item] = NONE;
  }
}
