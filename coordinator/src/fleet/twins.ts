/**
 * Finds out when one identity is used in two places at once: a key that was copied, or a disk that was cloned.
 *
 * Each start of an agent has a name of its own. A new one is the same node started again, unless the old one is still there:
 * it is asked, and whoever answers in time is there. And a start that was followed by another one cannot come back.
 */
import type { Clock, NodeId } from '@berth/core';
import type { FleetLink } from '@berth/transport';

/** For the answer of a live agent over a slow link. */
const ANSWER_MS = 3_000;
/** Starts of one node that are remembered. */
const FORMER_MAX = 8;

type Seen = { current: string; readonly former: readonly string[] };
type Asked = { readonly link: FleetLink; readonly answer: (isThere: boolean) => void };

export class Twins {
  readonly #clock: Clock;
  readonly #seen = new Map<NodeId, Seen>();
  readonly #asked = new Map<number, Asked>();
  #nonce = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why `start` is not the only one of its node; undefined when it is, as far as anybody can tell. */
  async judge(node: NodeId, start: string, old: FleetLink | undefined): Promise<string | undefined> {
    const seen = this.#seen.get(node);
    if (!seen || seen.current === start) {
      this.#seen.set(node, seen ?? { current: start, former: [] });
      return undefined;
    }
    if (seen.former.includes(start)) return 'two agents with this identity take turns';
    if (old && (await this.#isThere(old))) return 'two agents with this identity are connected at once';
    const former = [...(this.#seen.get(node)?.former ?? []), seen.current].slice(-FORMER_MAX);
    this.#seen.set(node, { current: start, former });
    return undefined;
  }

  /** The node begins anew, with another key. */
  forget(node: NodeId): void {
    this.#seen.delete(node);
  }

  presence(link: FleetLink, nonce: number): void {
    const asked = this.#asked.get(nonce);
    if (asked?.link === link) asked.answer(true);
  }

  linkDown(link: FleetLink): void {
    for (const asked of this.#asked.values()) if (asked.link === link) asked.answer(false);
  }

  #isThere(link: FleetLink): Promise<boolean> {
    const nonce = ++this.#nonce;
    return new Promise((resolve) => {
      const answer = (isThere: boolean) => {
        cancel();
        this.#asked.delete(nonce);
        resolve(isThere);
      };
      const cancel = this.#clock.schedule(ANSWER_MS, () => answer(false));
      this.#asked.set(nonce, { link, answer });
      if (!link.send({ kind: 'challenge', nonce })) answer(false);
    });
  }
}
