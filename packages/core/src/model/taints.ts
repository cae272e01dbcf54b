/** Which copies a node's taints keep away or send away, and when. */
import type { NodeInfo, Taint, Toleration } from './model.js';

/** When the node got each of its taints that evict, by `taintName`. Wall clock. */
export type TaintTimes = Readonly<Record<string, number>>;

/** "upkeep=today", or "upkeep" when it has no value. */
export function taintName({ key, value }: Taint): string {
  return value === '' ? key : `${key}=${value}`;
}

/**
 * How long a copy may stay beside the taint, counted from when the node got it: 0 not at all, Infinity for ever. Of several
 * tolerations the most patient counts. Time matters only where a taint evicts.
 */
export function toleratedMs(taint: Taint, tolerations: readonly Toleration[]): number {
  let longest = 0;
  for (const { key, value, forMs } of tolerations) {
    if (key !== taint.key || (value !== undefined && value !== taint.value)) continue;
    longest = Math.max(longest, taint.effect === 'evict' ? (forMs ?? Infinity) : Infinity);
  }
  return longest;
}

/** When a copy on the node has to leave because of a taint; undefined for never. */
export function evictionAtMs(
  { info, taintedAtMs = {} }: { readonly info: NodeInfo; readonly taintedAtMs?: TaintTimes },
  tolerations: readonly Toleration[],
): number | undefined {
  let earliest = Infinity;
  for (const taint of info.taints) {
    if (taint.effect !== 'evict') continue;
    earliest = Math.min(
      earliest,
      (timeOf(taintedAtMs, taintName(taint)) ?? 0) + toleratedMs(taint, tolerations),
    );
  }
  return earliest === Infinity ? undefined : earliest;
}

/** Notes when the node got those of its taints that evict: the ones that it had before keep their time. */
export function noteTaints(
  node: { taintedAtMs?: TaintTimes } | undefined,
  taints: readonly Taint[],
  atMs: number,
): void {
  if (!node) return;
  const names = taints.filter(({ effect }) => effect === 'evict').map(taintName);
  if (names.length === 0) delete node.taintedAtMs;
  else
    node.taintedAtMs = Object.fromEntries(
      names.map((name) => [name, timeOf(node.taintedAtMs, name) ?? atMs]),
    );
}

/** Names are people's: "constructor" may be one. */
function timeOf(times: TaintTimes | undefined, name: string): number | undefined {
  return times && Object.hasOwn(times, name) ? times[name] : undefined;
}
