/** Hosts that join by themselves, without an agent: what they hold and say is up to the test. */
import { type Hello, type NodeInfo, nodeId } from '@berth/core';
import { type Credentials, parseJoinToken, requestCertificate } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import { type EnrolGrant, enrol, findAuthority, grpcAgentCarrier, renew } from '@berth/transport';
import { node as sampleNode } from '../builders/node.js';
import { AgentSide } from '../conformance/carrier-sides.js';
import type { Cluster } from '../e2e/cluster.js';

const clock = systemClock();

export type JoinWish = {
  readonly node: string;
  readonly site?: string;
  /** In the request for a certificate, when it is not `node`. */
  readonly asks?: string;
  /** Done to the bytes of the request. */
  readonly tamper?: (request: Uint8Array) => void;
};

export async function joinBy(
  cluster: Pick<Cluster, 'enrol'>,
  token: string,
  wish: JoinWish,
): Promise<Credentials> {
  const address = cluster.enrol;
  const { secret, authority: fingerprint } = parseJoinToken(token);
  const authority = await findAuthority({ address, clock }, fingerprint);
  const { key, request } = requestCertificate({ kind: 'node', name: wish.asks ?? wish.node });
  wish.tamper?.(request);
  const { node, site } = wish;
  const asked = { secret, node, request, ...(site !== undefined && { site }) };
  return withKey(await enrol({ address, clock }, authority, asked), key);
}

export async function renewBy(
  cluster: Pick<Cluster, 'enrol'>,
  credentials: Credentials,
  node: string,
): Promise<Credentials> {
  const { key, request } = requestCertificate({ kind: 'node', name: node });
  return withKey(await renew({ address: cluster.enrol, clock }, credentials, request), key);
}

function withKey({ authority, certificate }: EnrolGrant, key: string): Credentials {
  return { authority, certificate, key };
}

/** A link of these credentials to the listener for agents. */
export function linkBy(
  cluster: Pick<Cluster, 'fleet'>,
  credentials: Credentials | undefined,
  node: string,
): AgentSide {
  const identity = credentials && { identity: () => credentials };
  return new AgentSide(grpcAgentCarrier({ address: cluster.fleet, clock, ...identity }), node);
}

export function helloOf(
  node: string,
  more: Partial<Hello> & { readonly info?: Partial<NodeInfo> } = {},
): Hello {
  const { info, ...rest } = more;
  return {
    kind: 'hello',
    node: {
      ...sampleNode({ id: node, site: `site-${node}`, region: 'default' }).info,
      id: nodeId(node),
      ...info,
    },
    instance: `instance-${node}`,
    process: `start-${node}`,
    maxEpoch: 0,
    assignmentVersion: 0,
    assignmentDigest: '0',
    ...rest,
  };
}
