/**
 * Filters: what speaks against a node. A filter looks at one node and at where copies are, and says every "no" that it
 * has, or nothing. They are asked in the order of {@link FILTERS}; counts of rejects name the first "no".
 */
import {
  CONTAINER_RULE,
  claimFor,
  emptyLoad,
  formatDuration,
  type Reject,
  SIZED_VOLUMES_RULE,
  taintName,
  toleratedMs,
} from '@berth/core';
import type { Call, Examined, NodeQuestion } from './call.js';
import { domainOf, lacks } from './domain.js';
import { detailOf } from './relation-words.js';
import { mayTake, rejectOf } from './relations.js';

export type Filter = (examined: Examined, call: Call) => readonly Reject[];
/** A filter that is not interested in copies. */
export type NodeFilter = (examined: Examined, question: NodeQuestion) => readonly Reject[];

const NOTHING: readonly Reject[] = [];

/** What the node itself is: asked again only when it has changed. */
export const NODE_FILTERS: readonly NodeFilter[] = [excluded, connection, eligibility, taints, required];

/** Everything that a node says whatever copies there are. */
export const NODE_AND_ROOM_FILTERS: readonly NodeFilter[] = [...NODE_FILTERS, room];

/** What copies elsewhere say, whatever the node itself does. */
export const COPY_FILTERS: readonly Filter[] = [copies];

/** All, in the order in which a node is asked. */
export const FILTERS: readonly Filter[] = [...NODE_AND_ROOM_FILTERS, ...COPY_FILTERS];

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
    .map(
      (source) =>
        unable(source) ?? {
          reason: 'require',
          subject: source,
          detail: expressions.whyNot(source, node.info),
        },
    );
}

/** Of the rules that a workload has because of what it is: what the node lacks. */
function unable(source: string): Reject | undefined {
  if (source === CONTAINER_RULE) {
    const detail = 'start one there, or `berth agent` with another socket';
    return { reason: 'driver', subject: 'container', detail };
  }
  if (source !== SIZED_VOLUMES_RULE) return undefined;
  const detail = 'volumes with a size take an agent as root, mkfs.ext4 (e2fsprogs) and a loop device';
  return { reason: 'volume', subject: 'sized', detail };
}

/** The fit function of the core: amounts, ports, devices. */
function room({ load }: Examined, { request, capacityCheck }: NodeQuestion): readonly Reject[] {
  const claimed = claimFor(capacityCheck ? load : emptyLoad(load.inventory), request.resources);
  return 'rejects' in claimed ? claimed.rejects : NOTHING;
}

/** What the demands about copies say. */
function copies({ node }: Examined, { copies }: Call): readonly Reject[] {
  const rejects: Reject[] = [];
  for (const [at, relation] of copies.relations.entries()) {
    const standing = copies.standing(node.info, at);
    if (mayTake(relation, standing)) continue;
    const domain = domainOf(node.info, relation.by) ?? '';
    const detail = standing ? detailOf(relation, standing, domain) : lacks(relation.by);
    rejects.push({ ...rejectOf(relation), detail });
  }
  return rejects;
}
