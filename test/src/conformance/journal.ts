/** What happened, in order, and a way to wait for it without sleeping. */
export class Journal<Entry> {
  readonly entries: Entry[] = [];
  #waiters: Waiter<Entry>[] = [];

  add(entry: Entry): void {
    this.entries.push(entry);
    const served = this.#waiters.filter((waiter) => waiter.wanted(entry));
    this.#waiters = this.#waiters.filter((waiter) => !served.includes(waiter));
    for (const waiter of served) waiter.found(entry);
  }

  /** The first entry that is wanted, also when it is there already. */
  until(wanted: (entry: Entry) => boolean): Promise<Entry> {
    const there = this.entries.find(wanted);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((found) => this.#waiters.push({ wanted, found }));
  }
}

type Waiter<Entry> = {
  readonly wanted: (entry: Entry) => boolean;
  readonly found: (entry: Entry) => void;
};
