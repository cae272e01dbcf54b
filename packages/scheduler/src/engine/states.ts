/**
 * Node states, hash-consed: nodes with the same kind, the same free amounts and the same free devices share one small
 * number, so that whatever depends on a state alone (does a task class fit, how well) is worked out once. A fleet of like
 * machines under a mixed load has thousands of states, not one per node.
 *
 * Amounts are integers in floating point, rounded down to a grain: a policy that does not mind shares its answers among
 * more nodes. Whether a task fits on a node is asked of the node, not of its state (packing.ts). A device's free share is in thousandths; a slot that the node does not
 * have is 0. Unless the order of devices matters, they stand in rising order: {1000, 500} is {500, 1000}, and
 * the tightest one comes first.
 */
import { grown } from './typed-arrays.js';

/** What a task asks for: amounts per dimension, and either `devices` whole ones or one share of `milli` thousandths. */
export type Demand = {
  readonly amounts: Float64Array;
  readonly devices: number;
  /** Per device; below 1000 only with one device; 0 without devices. */
  readonly milli: number;
};

type Past = {
  readonly kinds: Int32Array;
  readonly free: Float64Array;
  readonly devices: Uint16Array;
};

export class States {
  readonly dimensions: number;
  /** Device slots per state: of the node that has most. */
  readonly slots: number;
  /** Per dimension: amounts are multiples of this. */
  readonly #grains: Float64Array;
  readonly #ordered: boolean;
  /** Per state. */
  kinds = new Int32Array(64);
  /** Per state and dimension. */
  free: Float64Array;
  /** Per state and slot, thousandths. */
  devices: Uint16Array;
  size = 0;
  #table = new Int32Array(256);
  readonly #amounts: Float64Array;
  readonly #levels: Uint16Array;

  constructor(options: {
    readonly grains: Float64Array;
    readonly slots: number;
    readonly ordered: boolean;
  }) {
    this.#grains = options.grains;
    this.dimensions = options.grains.length;
    this.slots = options.slots;
    this.#ordered = options.ordered;
    this.free = new Float64Array(64 * this.dimensions);
    this.devices = new Uint16Array(64 * options.slots);
    this.#amounts = new Float64Array(this.dimensions);
    this.#levels = new Uint16Array(options.slots);
  }

  /** Bytes that the tables take. */
  get bytes(): number {
    return this.kinds.byteLength + this.free.byteLength + this.devices.byteLength + this.#table.byteLength;
  }

  /** Forgets all states; their numbers mean nothing any more, but to `internFrom` with what it returns. */
  clear(): Past {
    const { kinds, free, devices, size } = this;
    this.size = 0;
    this.#table.fill(0);
    return {
      kinds: kinds.slice(0, size),
      free: free.slice(0, size * this.dimensions),
      devices: devices.slice(0, size * this.slots),
    };
  }

  internFrom({ kinds, free, devices }: Past, state: number): number {
    const { dimensions, slots } = this;
    const amounts = free.subarray(state * dimensions, (state + 1) * dimensions);
    return this.intern(kinds[state] as number, amounts, devices.subarray(state * slots, (state + 1) * slots));
  }

  /** The number of a state. The arrays are read, not kept. */
  intern(kind: number, amounts: Float64Array, devices: Uint16Array): number {
    this.#amounts.set(amounts);
    this.#levels.set(devices);
    return this.#internScratch(kind);
  }

  /** Whether a demand fits on some node of the state; with a grain of 1, on each. */
  fits(state: number, demand: Demand): boolean {
    return this.amountsFit(state, demand) && this.devicesFit(state, demand);
  }

  amountsFit(state: number, { amounts }: Demand): boolean {
    const { dimensions, free } = this;
    for (let at = 0, base = state * dimensions; at < dimensions; at++) {
      const most = (free[base + at] as number) + (this.#grains[at] as number) - 1;
      if ((amounts[at] as number) > most) return false;
    }
    return true;
  }

  devicesFit(state: number, { devices, milli }: Demand): boolean {
    let found = 0;
    for (let at = state * this.slots, end = at + this.slots; at < end && found < devices; at++) {
      if ((this.devices[at] as number) >= milli) found++;
    }
    return found >= devices;
  }

  /** The smallest free share that still takes the demand; 0 when none does or no device is asked for. */
  tightestLevel(state: number, { devices, milli }: Demand): number {
    if (devices === 0) return 0;
    let best = 0;
    for (let at = state * this.slots, end = at + this.slots; at < end; at++) {
      const level = this.devices[at] as number;
      if (level >= milli && (best === 0 || level < best)) best = level;
    }
    return best;
  }

  /** All free thousandths of a state's devices. */
  freeMilli(state: number): number {
    let sum = 0;
    for (let at = state * this.slots, end = at + this.slots; at < end; at++)
      sum += this.devices[at] as number;
    return sum;
  }

  /** The state after the demand was placed: on the first device with `level` free, or on the first whole ones. */
  after(state: number, demand: Demand, level: number): number {
    const base = state * this.dimensions;
    for (let at = 0; at < this.dimensions; at++) {
      // Where the grain says too little, nothing is left.
      const left = (this.free[base + at] as number) - (demand.amounts[at] as number);
      this.#amounts[at] = Math.max(0, left);
    }
    return this.#placed(state, demand, level);
  }

  /** The same, for a node of which it is known what it has left. */
  afterWith(state: number, left: Float64Array, demand: Demand, level: number): number {
    this.#amounts.set(left);
    return this.#placed(state, demand, level);
  }

  #placed(state: number, { devices, milli }: Demand, level: number): number {
    const first = state * this.slots;
    let missing = devices;
    for (let at = 0; at < this.slots; at++) {
      const free = this.devices[first + at] as number;
      const take = missing > 0 && free === level;
      this.#levels[at] = take ? free - milli : free;
      if (take) missing--;
    }
    return this.#internScratch(this.kinds[state] as number);
  }

  #internScratch(kind: number): number {
    for (let at = 0; at < this.dimensions; at++) {
      const grain = this.#grains[at] as number;
      if (grain > 1)
        this.#amounts[at] = (this.#amounts[at] as number) - ((this.#amounts[at] as number) % grain);
    }
    if (!this.#ordered) sortRising(this.#levels);
    const mask = this.#table.length - 1;
    for (let at = this.#hash(kind) & mask; ; at = (at + 1) & mask) {
      const entry = this.#table[at] as number;
      if (entry === 0) return this.#add(kind, at);
      if (this.#equals(entry - 1, kind)) return entry - 1;
    }
  }

  #add(kind: number, at: number): number {
    const state = this.size++;
    this.kinds = grown(this.kinds, this.size);
    this.free = grown(this.free, this.size * this.dimensions);
    this.devices = grown(this.devices, this.size * this.slots);
    this.kinds[state] = kind;
    this.free.set(this.#amounts, state * this.dimensions);
    this.devices.set(this.#levels, state * this.slots);
    this.#table[at] = state + 1;
    if (2 * this.size > this.#table.length) this.#rehash();
    return state;
  }

  #rehash(): void {
    this.#table = new Int32Array(4 * this.#table.length);
    const mask = this.#table.length - 1;
    for (let state = 0; state < this.size; state++) {
      this.#amounts.set(this.free.subarray(state * this.dimensions, (state + 1) * this.dimensions));
      this.#levels.set(this.devices.subarray(state * this.slots, (state + 1) * this.slots));
      let at = this.#hash(this.kinds[state] as number) & mask;
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = state + 1;
    }
  }

  #equals(state: number, kind: number): boolean {
    if (this.kinds[state] !== kind) return false;
    for (let at = 0, base = state * this.dimensions; at < this.dimensions; at++) {
      if (this.free[base + at] !== this.#amounts[at]) return false;
    }
    for (let at = 0, base = state * this.slots; at < this.slots; at++) {
      if (this.devices[base + at] !== this.#levels[at]) return false;
    }
    return true;
  }

  /** Of the scratch: multiply and mix, both halves of each amount. */
  #hash(kind: number): number {
    let hash = Math.imul(kind + 1, 0x9e3779b1);
    for (let at = 0; at < this.dimensions; at++) {
      const amount = this.#amounts[at] as number;
      hash = Math.imul(hash ^ (amount | 0), 0x85ebca6b);
      hash ^= (hash >>> 15) + Math.trunc(amount / 4294967296);
    }
    for (let at = 0; at < this.slots; at++) {
      hash = Math.imul(hash ^ (this.#levels[at] as number), 0xc2b2ae35);
      hash ^= hash >>> 13;
    }
    return hash ^ (hash >>> 16);
  }
}

/** Insertion sort: a node has a handful of devices, nearly in order already. */
function sortRising(levels: Uint16Array): void {
  for (let at = 1; at < levels.length; at++) {
    const level = levels[at] as number;
    let to = at;
    for (; to > 0 && (levels[to - 1] as number) > level; to--) levels[to] = levels[to - 1] as number;
    levels[to] = level;
  }
}
