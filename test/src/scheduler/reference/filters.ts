/**
 * Filters: what speaks against a node. A filter looks at one node and at where copies are, and says every "no" that it
 * has, or nothing. They are asked in the order of {@link FILTERS}; counts of rejects name the first "no".
 */
import {
  claimFor,
  emptyLoad,
  listOf,
  type NodeInfo,
  type Reject,
  type Taint,
  type Toleration,
} from '@berth/core';
import type { Call, Examined } from './call.js';
import { countIn } from './copies.js';
import { domainOf } from './domain.js';

export type Filter = (examined: Examined, call: Call) => readonly Reject[];

const NOTHING: readonly Reject[] = [];

/** Fixed for the length of a call: asked once per node. */
export const NODE_FILTERS: readonly Filter[] = [excluded, connection, eligibility, taints, required];

/** Depend on where copies are. */
export const COPY_FILTERS: readonly Filter[] = [spread, distinct, apart, near];

/** All, in the order in which a node is asked. */
export const FILTERS: readonly Filter[] = [...NODE_FILTERS, room, ...COPY_FILTERS];

/** Whether only room, or copies of the workload itself, could still speak against the node. */
export function isOpen(examined: Examined, call: Call): boolean {
  return [...NODE_FILTERS, lacking, othersTooClose, near].every(
    (filter) => filter(examined, call).length === 0,
  );
}

function excluded({ node }: Examined, { request }: Call): readonly Reject[] {
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

function taints({ node }: Examined, { request }: Call): readonly Reject[] {
  if (node.info.taints.length === 0) return NOTHING;
  return node.info.taints
    .filter((taint) => !request.rules.tolerate.some((toleration) => tolerates(toleration, taint)))
    .map(({ key, value }) => {
      const text = value === '' ? key : `${key}=${value}`;
      return { reason: 'taint', subject: key, detail: `taint ${text} is not tolerated` };
    });
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const isMeant =
    toleration.key === taint.key && (toleration.value === undefined || toleration.value === taint.value);
  return isMeant && (taint.effect !== 'evict' || toleration.forMs === undefined);
}

function required({ node }: Examined, { request, expressions }: Call): readonly Reject[] {
  const { require } = request.rules;
  if (require.every((source) => expressions.matches(source, node.info))) return NOTHING;
  return require
    .filter((source) => !expressions.matches(source, node.info))
    .map((source) => ({
      reason: 'require',
      subject: source,
      detail: '',
    }));
}

/** The fit function of the core: amounts, ports, devices. */
function room({ load }: Examined, { request, capacityCheck }: Call): readonly Reject[] {
  const claimed = claimFor(capacityCheck ? load : emptyLoad(load.inventory), request.resources);
  return 'rejects' in claimed ? claimed.rejects : NOTHING;
}

type Say = (
  kind: 'spread' | 'distinct' | 'apart' | 'near',
  subject: string,
  info: NodeInfo,
  by: string,
  isAgainst: (domain: string) => boolean,
) => readonly Reject[];

/** A node without the domain is refused. */
const say: Say = (reason, subject, info, by, isAgainst) => {
  const domain = domainOf(info, by);
  return domain === undefined || isAgainst(domain) ? [{ reason, subject, detail: '' }] : NOTHING;
};

function spread({ node: { info } }: Examined, { request, copies }: Call): readonly Reject[] {
  return listOf(request.rules.spread).flatMap((rule) => {
    if (!('maxSkew' in rule)) return NOTHING;
    const { by, maxSkew } = rule;
    const isTooMany = (domain: string) => countIn(copies.own(), by, domain) + 1 - copies.least(by) > maxSkew;
    return say('spread', by, info, by, isTooMany);
  });
}

function distinct({ node: { info } }: Examined, { request, copies }: Call): readonly Reject[] {
  return listOf(request.rules.distinct).flatMap(({ by, limit }) =>
    say('distinct', by, info, by, (domain) => countIn(copies.own(), by, domain) >= limit),
  );
}

function apart({ node: { info } }: Examined, { request, copies }: Call): readonly Reject[] {
  return listOf(request.rules.apart).flatMap(({ by, from, own = true, weight }) => {
    if (weight !== undefined) return NOTHING;
    const all = [...(own ? copies.own() : []), ...copies.others(from)];
    return say('apart', by, info, by, (domain) => countIn(all, by, domain) > 0);
  });
}

/** Copies of other workloads do not move during a call, so a node beside them is closed for the whole of it. */
function othersTooClose({ node: { info } }: Examined, { request, copies }: Call): readonly Reject[] {
  return listOf(request.rules.apart).flatMap(({ by, from, weight }) => {
    if (weight !== undefined) return NOTHING;
    return say('apart', by, info, by, (domain) => countIn(copies.others(from), by, domain) > 0);
  });
}

function near({ node: { info } }: Examined, { request, copies }: Call): readonly Reject[] {
  return listOf(request.rules.near).flatMap(({ by, workload, weight }) => {
    if (weight !== undefined) return NOTHING;
    if (!copies.isOwn(workload)) {
      const others = copies.others([workload]);
      return say('near', workload, info, by, (domain) => countIn(others, by, domain) === 0);
    }
    const own = copies.own().filter((one) => domainOf(one, by) !== undefined);
    return say('near', workload, info, by, (domain) => own.length > 0 && countIn(own, by, domain) === 0);
  });
}

/** Where a demand can never be met. */
function lacking({ node: { info } }: Examined, { request }: Call): readonly Reject[] {
  const { spread: spreads, distinct: limits } = request.rules;
  const demands = [...listOf(spreads).filter((rule) => 'maxSkew' in rule), ...listOf(limits)];
  return demands.flatMap(({ by }) => say('spread', by, info, by, () => false));
}
