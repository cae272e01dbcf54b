/**
 * Filters: what speaks against a node. A filter looks at one node and at where copies are, and says every "no" that it
 * has, or nothing. They are asked in the order of {@link FILTERS}; counts of rejects name the first "no".
 */
import {
  claimFor,
  emptyLoad,
  formatDuration,
  type NodeView,
  type PlaceRequest,
  type Reject,
  taintName,
  toleratedMs,
} from '@berth/core';
import type { Call, Examined, NodeQuestion } from './call.js';
import { domainOf, lacks } from './domain.js';
import { isWithinSkew } from './scores.js';

export type Filter = (examined: Examined, call: Call) => readonly Reject[];
/** A filter that is not interested in copies. */
export type NodeFilter = (examined: Examined, question: NodeQuestion) => readonly Reject[];

const NOTHING: readonly Reject[] = [];

/** What the node itself is: asked again only when it has changed. */
export const NODE_FILTERS: readonly NodeFilter[] = [excluded, connection, eligibility, taints, required];

/** Everything that a node says whatever copies there are. */
export const NODE_AND_ROOM_FILTERS: readonly NodeFilter[] = [...NODE_FILTERS, room];

/** Depend on where copies are: asked once per group of nodes that stand in the same domains, and again after picks. */
export const COPY_FILTERS: readonly Filter[] = [spread, apart, near];

/** All, in the order in which a node is asked. */
export const FILTERS: readonly Filter[] = [...NODE_AND_ROOM_FILTERS, ...COPY_FILTERS];

/** Whether only room, or copies of the workload itself, could still speak against the node. */
export function isOpen(examined: Examined, call: Call): boolean {
  return (
    NODE_FILTERS.every((filter) => filter(examined, call).length === 0) &&
    near(examined, call).length === 0 &&
    !othersTooClose(examined.node, call)
  );
}

function excluded({ node }: Examined, { request }: NodeQuestion): readonly Reject[] {
  const { onlyNodes, avoidNodes } = request;
  if (onlyNodes && !onlyNodes.has(node.info.id)) {
    return [{ reason: 'excluded', subject: '', detail: 'is not among the nodes that the request names' }];
  }
  if (!avoidNodes?.has(node.info.id)) return NOTHING;
  return [{ reason: 'excluded', subject: '', detail: 'is a node that the request avoids' }];
}

function connection({ node }: Examined): readonly Reject[] {
  if (node.connection === 'up') return NOTHING;
  return [{ reason: 'disconnected', subject: '', detail: 'no contact with the node' }];
}

function eligibility({ node }: Examined): readonly Reject[] {
  if (node.eligibility === 'eligible') return NOTHING;
  const detail = `\`berth node uncordon ${node.info.id}\` opens it`;
  return [{ reason: node.eligibility, subject: '', detail }];
}

function taints({ node }: Examined, { request }: NodeQuestion): readonly Reject[] {
  if (node.info.taints.length === 0) return NOTHING;
  const { tolerate } = request.rules;
  // A copy that would have to leave again is not placed.
  return node.info.taints
    .filter((taint) => toleratedMs(taint, tolerate) !== Infinity)
    .map((taint) => {
      const ms = toleratedMs(taint, tolerate);
      const how = ms === 0 ? 'not tolerated' : `tolerated for ${formatDuration(ms)} only`;
      return { reason: 'taint', subject: taint.key, detail: `taint ${taintName(taint)} is ${how}` };
    });
}

function required({ node }: Examined, { request, expressions }: NodeQuestion): readonly Reject[] {
  const { require } = request.rules;
  if (require.every((source) => expressions.matches(source, node.info))) return NOTHING;
  return require
    .filter((source) => !expressions.matches(source, node.info))
    .map((source) => ({
      reason: 'require',
      subject: source,
      detail: expressions.whyNot(source, node.info),
    }));
}

/** The fit function of the core: amounts, ports, devices. */
function room({ load }: Examined, { request, capacityCheck }: NodeQuestion): readonly Reject[] {
  const claimed = claimFor(capacityCheck ? load : emptyLoad(load.inventory), request.resources);
  return 'rejects' in claimed ? claimed.rejects : NOTHING;
}

function spread({ node }: Examined, { request, copies }: Call): readonly Reject[] {
  const rule = request.rules.spread;
  if (!rule) return NOTHING;
  const { by, maxSkew } = rule;
  const domain = domainOf(node.info, by);
  if (domain === undefined) return [{ reason: 'spread', subject: by, detail: lacks(by) }];
  const here = copies.spreadIn(domain);
  if (isWithinSkew(here - copies.least, maxSkew)) return NOTHING;
  const detail = `${by} "${domain}" has ${here}, another has ${copies.least}; maxSkew is ${maxSkew}`;
  return [{ reason: 'spread', subject: by, detail }];
}

function apart({ node }: Examined, { request, copies }: Call): readonly Reject[] {
  const rule = request.rules.apart;
  if (!rule) return NOTHING;
  const domain = domainOf(node.info, rule.by);
  if (domain === undefined) return [{ reason: 'apart', subject: rule.by, detail: lacks(rule.by) }];
  const { own, others } = copies.apartIn(domain);
  if (own + others === 0) return NOTHING;
  const whose =
    others === 0 ? 'of its own' : own === 0 ? `of ${names(request)}` : `its own or ${names(request)}`;
  const detail = `${rule.by} "${domain}" has ${own + others} ${own + others === 1 ? 'copy' : 'copies'} ${whose}`;
  return [{ reason: 'apart', subject: rule.by, detail }];
}

function names(request: PlaceRequest): string {
  return (request.rules.apart?.from ?? []).map((name) => `"${name}"`).join(', ');
}

/** Copies of other workloads do not move during a call, so a node beside them is closed for the whole of it. */
function othersTooClose(node: NodeView, { request, copies }: Call): boolean {
  const rule = request.rules.apart;
  if (!rule) return false;
  const domain = domainOf(node.info, rule.by);
  return domain === undefined || copies.apartIn(domain).others > 0;
}

function near({ node }: Examined, { request, copies }: Call): readonly Reject[] {
  const rule = request.rules.near;
  if (!rule) return NOTHING;
  const domain = domainOf(node.info, rule.by);
  if (domain !== undefined && copies.nearIn(domain) > 0) return NOTHING;
  const detail =
    domain === undefined ? lacks(rule.by) : `${rule.by} "${domain}" has no copy of "${rule.workload}"`;
  return [{ reason: 'near', subject: rule.workload, detail }];
}
