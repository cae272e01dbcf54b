export type Position = { readonly line: number; readonly column: number };

/** Turns offsets into lines and columns, both from 1. Counted from the text itself, so a place is always inside it. */
export class Lines {
  /** Offset at which each line begins. A line ends with LF, as YAML has it; CR LF ends with LF too. */
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(source: string) {
    this.#length = source.length;
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1))
      this.#starts.push(at + 1);
  }

  positionOf(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] as number) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - (this.#starts[low] as number) + 1 };
  }
}
