export type Arrival = { readonly arrivedMilli: number; readonly allocatedMilli: number };

/**
 * The published metric: at a whole percentage x of arrived demand, the mean of the allocated percentage (two decimals)
 * over the arrivals whose rounded arrived percentage is x.
 */
export class AllocationCurve {
  readonly #totalMilli: number;
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];

  constructor(totalMilli: number) {
    this.#totalMilli = totalMilli;
  }

  add({ arrivedMilli, allocatedMilli }: Arrival): void {
    const at = roundHalfEven((100 * arrivedMilli) / this.#totalMilli);
    const allocated = Math.round((10_000 * allocatedMilli) / this.#totalMilli) / 100;
    this.#sums[at] = (this.#sums[at] ?? 0) + allocated;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Undefined where nothing arrived. */
  at(percent: number): number | undefined {
    const count = this.#counts[percent];
    return count === undefined ? undefined : (this.#sums[percent] as number) / count;
  }
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
