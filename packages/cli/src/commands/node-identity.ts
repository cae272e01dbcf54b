/** Who a node is, by the operator's word: shut out, let back in, described anew. */
import { BerthError, type NodeProfile, nodeId } from '@berth/core';
import { parsePair, parseTaint, readProfile } from '@berth/runtime';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';

export type RevokeOptions = CommonOptions & { readonly serial?: string; readonly reason?: string };

export async function revokeNode(node: string, options: RevokeOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { serial, reason = 'revoked by an operator' } = options;
    const revoked = await client.revokeNode({
      ...{ node: nodeId(node), reason, actor: { name: effects.userName } },
      ...(serial !== undefined && { serial: serial.toLowerCase() }),
    });
    if (printJson(options, effects, revoked)) return;
    effects.out(
      serial === undefined ? `node ${node}: out\n` : `node ${node}: certificate ${serial} is out\n`,
    );
  });
}

export async function readmitNode(node: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const readmitted = await client.readmitNode({ node: nodeId(node), actor: { name: effects.userName } });
    if (!printJson(options, effects, readmitted)) effects.out(`node ${node}: let back in\n`);
  });
}

export type SetOptions = CommonOptions & {
  readonly site?: string;
  readonly region?: string;
  readonly location?: string;
  /** KEY=VALUE to set, KEY- to take away. */
  readonly label: readonly string[];
  readonly taint: readonly string[];
  readonly costPerHour?: string;
  readonly ceiling?: string;
};

export async function setNode(node: string, options: SetOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { identity } = (await client.getNode(node)).node;
    if (!identity) {
      throw new BerthError(
        'conflict',
        `node "${node}" is not enrolled: the flags of its agent say what it is`,
      );
    }
    const set = await client.setProfile({
      ...{ node: nodeId(node), profile: changed(identity.profile, options) },
      actor: { name: effects.userName },
    });
    if (!printJson(options, effects, set)) effects.out(`node ${node}: set\n`);
  });
}

function changed(profile: NodeProfile, options: SetOptions): NodeProfile {
  const { site, region, location, costPerHour, ceiling } = options;
  const { costMillisPerHour, ceiling: most } = readProfile({ costPerHour, ceiling });
  return {
    ...profile,
    ...(site !== undefined && { site }),
    ...(region !== undefined && { region }),
    ...(location !== undefined && { location }),
    ...(costPerHour !== undefined && { costMillisPerHour: costMillisPerHour ?? 0 }),
    ...(most && { ceiling: most }),
    labels: labelsAfter(profile.labels, options.label),
    taints: taintsAfter(profile.taints, options.taint),
  };
}

function labelsAfter(labels: NodeProfile['labels'], changes: readonly string[]): NodeProfile['labels'] {
  const after = new Map(Object.entries(labels));
  for (const change of changes) {
    if (change.endsWith('-') && !change.includes('=')) after.delete(change.slice(0, -1));
    else after.set(...parsePair('--label', change));
  }
  return Object.fromEntries(after);
}

function taintsAfter(taints: NodeProfile['taints'], changes: readonly string[]): NodeProfile['taints'] {
  let after = [...taints];
  for (const change of changes) {
    const isGone = change.endsWith('-') && !change.includes('=');
    const key = isGone ? change.slice(0, -1) : parseTaint(change).key;
    after = after.filter((taint) => taint.key !== key);
    if (!isGone) after.push(parseTaint(change));
  }
  return after;
}
