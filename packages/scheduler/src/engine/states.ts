/**
 * Node states, hash-consed: nodes with the same kind, the same free amounts and the same free devices share one small
 * number, so that whatever depends on a state alone (does a task class fit, how well) is worked out once. A fleet of like
 * machines under a mixed load has thousands of states, not one per node.
 *
 * A state is a pair of two halves, which have numbers of their own: what is free of amounts, and what is free of devices on
 * which kind of node. There are far fewer halves than pairs, so what depends on one half alone is best kept by its number.
 *
 * Amounts are integers in floating point, rounded down to a grain: a policy that does not mind shares its answers among
 * more nodes. Whether a task fits on a node is asked of the node, not of its state (packing.ts). A device's free share is in
 * thousandths; a slot that the node does not have is 0. Unless the order of devices matters, they stand in rising order:
 * {1000, 500} is {500, 1000}, and the tightest one comes first.
 */
import { Rows } from './rows.js';

/** What a task asks for: amounts per dimension, and either `devices` whole ones or one share of `milli` thousandths. */
export type Demand = {
  readonly amounts: Float64Array;
  readonly devices: number;
  /** Per device; below 1000 only with one device; 0 without devices. */
  readonly milli: number;
};

export type StatesOptions = {
  /** Per dimension: amounts are multiples of this. */
  readonly grains: Float64Array;
  /** Device slots per state: of the node that has most. */
  readonly slots: number;
  readonly ordered: boolean;
};

export class States {
  readonly dimensions: number;
  readonly slots: number;
  readonly #options: StatesOptions;
  readonly #amounts: Rows;
  /** Free thousandths per slot, then the kind. */
  readonly #devices: Rows;
  /** Number of the amounts, number of the devices. */
  readonly #pairs = new Rows(2);

  constructor(options: StatesOptions) {
    this.#options = options;
    this.dimensions = options.grains.length;
    this.slots = options.slots;
    this.#amounts = new Rows(this.dimensions);
    this.#devices = new Rows(this.slots + 1);
  }

  /** How many there are. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return this.#amounts.bytes + this.#devices.bytes + this.#pairs.bytes;
  }

  /** The same sort of states, none yet. */
  empty(): States {
    return new States(this.#options);
  }

  /** The number of a state. The arrays are read, not kept. */
  intern(kind: number, amounts: Float64Array, devices: ArrayLike<number>): number {
    this.#devices.scratch.set(devices);
    return this.of(this.amountsNumber(amounts), this.#devicesNumber(kind));
  }

  /** The number that a state of others has here. */
  internFrom(others: States, state: number): number {
    this.#amounts.scratch.set(rowOf(others.#amounts, others.amountsOf(state)));
    this.#devices.scratch.set(rowOf(others.#devices, others.devicesOf(state)));
    return this.of(this.#amounts.intern(), this.#devices.intern());
  }

  /** The state with these halves. */
  of(amounts: number, devices: number): number {
    const { scratch } = this.#pairs;
    scratch[0] = amounts;
    scratch[1] = devices;
    return this.#pairs.intern();
  }

  /** The number of a state's amounts. */
  amountsOf(state: number): number {
    return this.#pairs.values[2 * state] as number;
  }

  /** The number of a state's kind and devices. */
  devicesOf(state: number): number {
    return this.#pairs.values[2 * state + 1] as number;
  }

  kindOf(state: number): number {
    return this.kindWith(this.devicesOf(state));
  }

  kindWith(devices: number): number {
    return this.#devices.values[devices * (this.slots + 1) + this.slots] as number;
  }

  /** What is free of an amount. */
  free(state: number, dimension: number): number {
    return this.freeIn(this.amountsOf(state), dimension);
  }

  freeIn(amounts: number, dimension: number): number {
    return this.#amounts.values[amounts * this.dimensions + dimension] as number;
  }

  /** Free thousandths in a slot. */
  level(state: number, slot: number): number {
    return this.levelIn(this.devicesOf(state), slot);
  }

  levelIn(devices: number, slot: number): number {
    return this.#devices.values[devices * (this.slots + 1) + slot] as number;
  }

  /** Whether the amounts fit on some node of the state; with a grain of 1, on each. */
  amountsFit(state: number, demand: Demand): boolean {
    return this.amountsFitIn(this.amountsOf(state), demand);
  }

  amountsFitIn(amounts: number, demand: Demand): boolean {
    for (let at = 0; at < this.dimensions; at++) {
      const most = this.freeIn(amounts, at) + (this.#options.grains[at] as number) - 1;
      if ((demand.amounts[at] as number) > most) return false;
    }
    return true;
  }

  devicesFit(state: number, demand: Demand): boolean {
    return this.devicesFitIn(this.devicesOf(state), demand);
  }

  devicesFitIn(numbered: number, { devices, milli }: Demand): boolean {
    let found = 0;
    for (let slot = 0; slot < this.slots && found < devices; slot++) {
      if (this.levelIn(numbered, slot) >= milli) found++;
    }
    return found >= devices;
  }

  /** The smallest free share that still takes the demand; 0 when none does or no device is asked for. */
  tightestLevel(state: number, { devices, milli }: Demand): number {
    if (devices === 0) return 0;
    let best = 0;
    for (let slot = 0; slot < this.slots; slot++) {
      const level = this.level(state, slot);
      if (level >= milli && (best === 0 || level < best)) best = level;
    }
    return best;
  }

  /** All free thousandths of a state's devices. */
  freeMilli(state: number): number {
    let sum = 0;
    for (let slot = 0; slot < this.slots; slot++) sum += this.level(state, slot);
    return sum;
  }

  /** The number of these amounts, from the first on, rounded down. */
  amountsNumber(amounts: Float64Array, first = 0): number {
    const { grains } = this.#options;
    const { scratch } = this.#amounts;
    for (let at = 0; at < this.dimensions; at++) {
      const grain = grains[at] as number;
      const amount = amounts[first + at] as number;
      scratch[at] = grain > 1 ? amount - (amount % grain) : amount;
    }
    return this.#amounts.intern();
  }

  /** The number of the amounts that are left, as far as the grain says. */
  amountsAfter(amounts: number, demand: Demand): number {
    const left = demand.amounts.map((amount, at) => Math.max(0, this.freeIn(amounts, at) - amount));
    return this.amountsNumber(left);
  }

  /** The number of the devices that are left: of the first one with `level` free, or of the first whole ones. */
  devicesAfter(numbered: number, { devices, milli }: Demand, level: number): number {
    const { scratch } = this.#devices;
    let missing = devices;
    for (let slot = 0; slot < this.slots; slot++) {
      const free = this.levelIn(numbered, slot);
      const take = missing > 0 && free === level;
      scratch[slot] = take ? free - milli : free;
      if (take) missing--;
    }
    return this.#devicesNumber(this.kindWith(numbered));
  }

  /** Of the levels in the scratch. */
  #devicesNumber(kind: number): number {
    const { scratch } = this.#devices;
    if (!this.#options.ordered) sortRising(scratch, this.slots);
    scratch[this.slots] = kind;
    return this.#devices.intern();
  }
}

function rowOf({ values, width }: Rows, row: number): Float64Array {
  return values.subarray(row * width, (row + 1) * width);
}

/** Insertion sort: a node has a handful of devices, nearly in order already. */
function sortRising(levels: Float64Array, length: number): void {
  for (let at = 1; at < length; at++) {
    const level = levels[at] as number;
    let to = at;
    for (; to > 0 && (levels[to - 1] as number) > level; to--) levels[to] = levels[to - 1] as number;
    levels[to] = level;
  }
}
