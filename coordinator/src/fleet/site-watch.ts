/**
 * Asks nodes of a site after one of them that is silent, and keeps what they say, for people. Nothing of it is in the ledger,
 * and nothing follows from it: it is an observation of this coordinator, as usage is.
 *
 * Bounded: two neighbours at a time, less and less often; nothing at all where a site has one node, or none that is heard.
 */
import { createHmac } from 'node:crypto';
import {
  type Clock,
  type ClusterState,
  type CoordinatorMessage,
  LIMITS,
  type NodeId,
  type NodeRecord,
  PEER_PORT_ATTRIBUTE,
  type PeerReport,
  type PeerWord,
  type Silence,
  silenceOf,
} from '@berth/core';

export type SiteWatchDeps = {
  readonly state: ClusterState;
  readonly clock: Clock;
  readonly ledgerId: string;
  readonly leaseMs: number;
  /** False when the node has no link. */
  readonly send: (node: NodeId, message: CoordinatorMessage) => boolean;
};

/** After the first question, the second, the third; then the longest again and again. */
const ASK_AGAIN_MS = [10_000, 30_000, 60_000] as const;
const LONGEST_MS = 300_000;
/** No word of a neighbour after this long is none. */
const ANSWER_WITHIN_MS = 10_000;

type Word = { readonly reached: boolean; readonly atMs: number };
type Watched = { asked: number; nextAtMs: number; words: Map<NodeId, Word> };
type Asked = { readonly about: NodeId; readonly peer: NodeId; readonly atMs: number };

export class SiteWatch {
  readonly #deps: SiteWatchDeps;
  readonly #watched = new Map<NodeId, Watched>();
  readonly #asked = new Map<string, Asked>();
  #probes = 0;
  #sites: { readonly index: number; readonly nodes: Map<string, NodeRecord[]> } | undefined;

  constructor(deps: SiteWatchDeps) {
    this.#deps = deps;
  }

  /**
   * Gives the node that came the key of its site, as soon as the site has another one; and that one, too. The same for as
   * long as the ledger lives, whoever leads: a node that is cut off has to know it.
   */
  welcome(id: NodeId): void {
    const { state, send, ledgerId } = this.#deps;
    const site = state.nodes.get(id)?.info.site;
    if (site === undefined) return;
    const nodes = this.#nodesOf(site);
    if (nodes.length < 2) return;
    const key = createHmac('sha256', ledgerId).update(`peers of ${site}`).digest('hex');
    send(id, { kind: 'peer-key', key });
    if (nodes.length === 2)
      for (const { info } of nodes) if (info.id !== id) send(info.id, { kind: 'peer-key', key });
  }

  /** Looks after the nodes that are silent. */
  tick(silent: readonly NodeId[]): void {
    const nowMs = this.#deps.clock.monotonicMs();
    for (const [probe, { atMs }] of this.#asked) {
      if (nowMs - atMs > ANSWER_WITHIN_MS) this.#asked.delete(probe);
    }
    const stillSilent = new Set(silent);
    for (const id of this.#watched.keys()) if (!stillSilent.has(id)) this.#watched.delete(id);
    for (const id of silent) {
      const watched = this.#watched.get(id) ?? { asked: 0, nextAtMs: 0, words: new Map() };
      this.#watched.set(id, watched);
      if (nowMs < watched.nextAtMs || this.#asked.size >= LIMITS.peerProbesAtOnce) continue;
      const asked = this.#ask(id, watched.asked, nowMs);
      watched.nextAtMs = nowMs + (ASK_AGAIN_MS[watched.asked] ?? LONGEST_MS);
      if (asked) watched.asked++;
    }
  }

  /** Whether somebody was there to be asked. */
  #ask(about: NodeId, round: number, atMs: number): boolean {
    const { state, send } = this.#deps;
    const node = state.nodes.get(about);
    const port = node?.info.attributes[PEER_PORT_ATTRIBUTE];
    if (!node || port === undefined) return false;
    const peers = this.#nodesOf(node.info.site).filter(
      ({ connection, info }) => connection === 'up' && info.id !== about,
    );
    const host = node.info.address.includes(':') ? `[${node.info.address}]` : node.info.address;
    let asked = false;
    // Others in each round, as long as there are others.
    for (let at = 0; at < Math.min(LIMITS.peersAsked, peers.length); at++) {
      const peer = peers[(round * LIMITS.peersAsked + at) % peers.length]?.info.id as NodeId;
      const probe = `${++this.#probes}`;
      if (!send(peer, { kind: 'peer-probe', probe, node: about, address: `${host}:${port}` })) continue;
      this.#asked.set(probe, { about, peer, atMs });
      asked = true;
    }
    return asked;
  }

  /** Only from whom was asked, once. */
  report(from: NodeId, { probe, reached }: PeerReport): void {
    const asked = this.#asked.get(probe);
    if (asked?.peer !== from) return;
    this.#asked.delete(probe);
    this.#watched.get(asked.about)?.words.set(from, { reached, atMs: this.#deps.clock.monotonicMs() });
  }

  /** Undefined for a node that is heard. */
  silenceOf(node: NodeRecord): Silence | undefined {
    if (node.connection === 'up') return undefined;
    const nowMs = this.#deps.clock.monotonicMs();
    const words = [...(this.#watched.get(node.info.id)?.words ?? [])].map(
      ([peer, { reached, atMs }]): PeerWord => ({ node: peer, reached, agoMs: Math.round(nowMs - atMs) }),
    );
    return silenceOf(node, this.#nodesOf(node.info.site), words, this.#deps.leaseMs);
  }

  /** Looked up anew with each block: thousands may be silent at once. */
  #nodesOf(site: string): readonly NodeRecord[] {
    const { index, nodes } = this.#deps.state;
    if (this.#sites?.index !== index) {
      this.#sites = { index, nodes: new Map() };
      for (const node of nodes.values()) {
        const known = this.#sites.nodes.get(node.info.site);
        if (known) known.push(node);
        else this.#sites.nodes.set(node.info.site, [node]);
      }
    }
    return this.#sites.nodes.get(site) ?? [];
  }
}
