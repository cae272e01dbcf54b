/**
 * Which runs each workload has that is dispatched, and how much was given to them. Derived from the records of the runs, and
 * kept beside the state: never stored, never compared.
 */
import { parseDispatchKey, type WorkloadKey } from '../basics/ids.js';

export class Dispatches {
  readonly #runs = new Map<WorkloadKey, Set<WorkloadKey>>();
  readonly #inputBytes = new Map<WorkloadKey, number>();
  #allBytes = 0;

  /** Of the input of all runs that are remembered. */
  get inputBytes(): number {
    return this.#allBytes;
  }

  add(run: WorkloadKey, inputBytes: number): void {
    const { parent } = parseDispatchKey(run) ?? {};
    if (parent === undefined) return;
    this.remove(run);
    const known = this.#runs.get(parent);
    if (known) known.add(run);
    else this.#runs.set(parent, new Set([run]));
    this.#inputBytes.set(run, inputBytes);
    this.#allBytes += inputBytes;
  }

  remove(run: WorkloadKey): void {
    const { parent } = parseDispatchKey(run) ?? {};
    const known = parent === undefined ? undefined : this.#runs.get(parent);
    if (parent === undefined || !known?.delete(run)) return;
    if (known.size === 0) this.#runs.delete(parent);
    this.#allBytes -= this.#inputBytes.get(run) ?? 0;
    this.#inputBytes.delete(run);
  }

  /** In the order in which they came. */
  of(parent: WorkloadKey): ReadonlySet<WorkloadKey> {
    return this.#runs.get(parent) ?? NONE;
  }

  /** Those that have runs. */
  parents(): Iterable<WorkloadKey> {
    return this.#runs.keys();
  }

  copy(): Dispatches {
    const copy = new Dispatches();
    for (const [run, bytes] of this.#inputBytes) copy.add(run, bytes);
    return copy;
  }
}

const NONE: ReadonlySet<WorkloadKey> = new Set([]);
