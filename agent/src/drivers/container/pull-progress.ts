/** How far a pull is, from the lines that engines write about each layer. */
export type PullLine = {
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
};

const MIB = 2 ** 20;

export class PullProgress {
  readonly #layers = new Map<string, { current: number; total: number }>();

  add({ id, status = '', progressDetail }: PullLine): void {
    if (id === undefined) return;
    const known = this.#layers.get(id) ?? { current: 0, total: 0 };
    const { current = 0, total = 0 } = progressDetail ?? {};
    const isDone = /^(Download complete|Pull complete|Already exists)/.test(status);
    // Unpacking counts anew: what was loaded stays loaded.
    const next = { total: Math.max(known.total, total), current: Math.max(known.current, current) };
    this.#layers.set(id, isDone ? { ...next, current: next.total } : next);
  }

  /** "43 % of 120 MiB"; empty while sizes are not known. */
  toString(): string {
    let [current, total] = [0, 0];
    for (const layer of this.#layers.values()) {
      current += layer.current;
      total += layer.total;
    }
    if (total === 0) return '';
    const size = total >= 10 * MIB ? `${Math.round(total / MIB)} MiB` : `${(total / MIB).toFixed(1)} MiB`;
    return `${Math.floor((100 * Math.min(current, total)) / total)} % of ${size}`;
  }
}
