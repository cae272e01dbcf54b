/**
 * What waits on a link, in two lanes: output and input of copies is much and can wait, so everything else goes first. Each
 * lane keeps its order.
 */
import type { AgentMessage, CoordinatorMessage } from '@berth/core';

/** The end of a command stays behind its output. */
const BULK: ReadonlySet<(AgentMessage | CoordinatorMessage)['kind']> = new Set([
  'log-chunk',
  'exec-output',
  'exec-end',
  'exec-input',
] as const);

export function isBulk({ kind }: AgentMessage | CoordinatorMessage): boolean {
  return BULK.has(kind);
}

/** First in, first out, without moving what waits each time. */
export class Lane<Item> {
  #items: Item[] = [];
  #from = 0;

  get first(): Item | undefined {
    return this.#items[this.#from];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#from];
    if (item === undefined) return undefined;
    this.#from++;
    if (this.#from === this.#items.length) this.clear();
    else if (this.#from >= TIDY_AT) {
      this.#items = this.#items.slice(this.#from);
      this.#from = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#from = 0;
  }
}

const TIDY_AT = 1_024;
