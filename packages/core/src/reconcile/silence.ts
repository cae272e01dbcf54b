/**
 * Why a node is silent, as far as others of its site can tell. For people: what happens to copies follows from silence and
 * their own rules, whatever its cause.
 */
import type { NodeId } from '../basics/ids.js';
import type { NodeRecord } from '../state/state.js';

/** Attribute of a node: the UDP port where others of its site may ask whether it is there. */
export const PEER_PORT_ATTRIBUTE = 'peer.port';

/** What one node of the site found. */
export type PeerWord = { readonly node: NodeId; readonly reached: boolean; readonly agoMs: number };

/** link: the node is there, its link is not. node: dead or powered off. site: nothing of its site is heard. */
export type SilenceCause = 'link' | 'node' | 'site' | 'unknown';

export type Silence = {
  /** Wall clock, about when it was heard last. */
  readonly sinceMs: number;
  readonly cause: SilenceCause;
  /** Others of the site; 0: there is nobody who could look. */
  readonly others: number;
  readonly peers: readonly PeerWord[];
};

/** `site`: all nodes of it, this one too. `words`: the newest of each that was asked. */
export function silenceOf(
  node: NodeRecord,
  site: Iterable<NodeRecord>,
  words: readonly PeerWord[],
  leaseMs: number,
): Silence | undefined {
  if (node.connection === 'up') return undefined;
  let others = 0;
  let heard = 0;
  for (const other of site) {
    if (other === node) continue;
    others++;
    if (other.connection === 'up') heard++;
  }
  const sinceMs = node.connectionSinceMs - leaseMs;
  return { sinceMs, cause: causeOf(others, heard, words), others, peers: words };
}

function causeOf(others: number, heard: number, words: readonly PeerWord[]): SilenceCause {
  // Seen by somebody is seen, whoever did not.
  if (words.some(({ reached }) => reached)) return 'link';
  if (others > 0 && heard === 0) return 'site';
  return words.length > 0 ? 'node' : 'unknown';
}
