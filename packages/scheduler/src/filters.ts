/** Filters: a node's "no", with its reason. They know nothing of other nodes, and nothing of what the node has free. */
import type { NodeView, PlaceRequest, Reject, Taint, Toleration } from '@berth/core';
import type { Expressions } from './expressions.js';

export type Filter = (node: NodeView, request: PlaceRequest, expressions: Expressions) => Reject | undefined;

/** In the order in which a node is asked; the first "no" is the one that is counted. */
export const FILTERS: readonly Filter[] = [excluded, connection, eligibility, taints, required];

function excluded({ info }: NodeView, { onlyNodes, avoidNodes }: PlaceRequest): Reject | undefined {
  if ((!onlyNodes || onlyNodes.has(info.id)) && !avoidNodes?.has(info.id)) return undefined;
  return { reason: 'excluded', subject: '', detail: 'the request rules this node out' };
}

function connection(node: NodeView): Reject | undefined {
  if (node.connection === 'up') return undefined;
  return { reason: 'disconnected', subject: '', detail: 'no contact with the node' };
}

function eligibility(node: NodeView): Reject | undefined {
  if (node.eligibility === 'eligible') return undefined;
  const detail = `\`berth node uncordon ${node.info.id}\` opens it`;
  return { reason: node.eligibility, subject: '', detail };
}

function taints({ info }: NodeView, { rules }: PlaceRequest): Reject | undefined {
  const taint = info.taints.find(
    (offered) => !rules.tolerate.some((toleration) => tolerates(toleration, offered)),
  );
  if (!taint) return undefined;
  return {
    reason: 'taint',
    subject: taint.key,
    detail: `taint ${taint.key}=${taint.value} is not tolerated`,
  };
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  return toleration.key === taint.key && (toleration.value === undefined || toleration.value === taint.value);
}

function required({ info }: NodeView, { rules }: PlaceRequest, expressions: Expressions): Reject | undefined {
  const source = rules.require.find((expression) => !expressions.compile(expression).matches(info));
  if (source === undefined) return undefined;
  return { reason: 'require', subject: source, detail: 'is false on this node' };
}
