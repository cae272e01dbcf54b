/** Lets hosts join and nodes renew: what is asked is checked here, decided by the leader, and only then signed here. */
import { BerthError, isName, LIMITS, type NodeProfile, nodeId } from '@berth/core';
import { type Authority, type CheckedRequest, peerUri, readPeer, tokenHash } from '@berth/identity';
import type { ControlApi, EnrolApi, EnrolGrant } from '@berth/transport';

export type EnrolmentDeps = {
  readonly authority: Authority;
  readonly api: Pick<ControlApi, 'redeemToken' | 'renewCertificate'>;
  /** Of certificates. */
  readonly validityMs: number;
  /** "host:port" of the listener for agents; ":port" where it listens on all addresses. */
  readonly fleet: () => string;
};

export function createEnrolment({ authority, api, validityMs, fleet }: EnrolmentDeps): EnrolApi {
  let under = 0;

  async function bounded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (under >= LIMITS.enrolmentsAtOnce) {
      throw new BerthError('overloaded', 'too many hosts join at once: try again in a moment');
    }
    under++;
    try {
      return await work();
    } finally {
      under--;
    }
  }

  /** Nothing is spent for a request that could not be signed. */
  async function checked(request: Uint8Array, node: string): Promise<CheckedRequest> {
    const read = await authority.check(request);
    const uri = peerUri({ kind: 'node', name: node });
    if (read.name === uri) return read;
    throw new BerthError('refused', `the certificate request is for ${read.name}, not for ${uri}`);
  }

  async function grant(
    node: string,
    request: CheckedRequest,
    decide: (certificate: {
      serial: string;
      notAfterMs: number;
    }) => Promise<{ readonly profile: NodeProfile }>,
  ): Promise<EnrolGrant> {
    const validity = authority.grant(validityMs);
    const { serial, notAfterMs } = validity;
    const { profile } = await decide({ serial, notAfterMs });
    const certificate = await authority.issue(request, { kind: 'node', name: node }, validity);
    return { certificate, authority: authority.bundle, profile, fleet: fleet() };
  }

  return {
    enrol: ({ secret, node, site, request }) =>
      bounded(async () => {
        if (!isName(node)) {
          throw new BerthError(
            'invalid_request',
            `"${node}" is not a name of a node: use a-z, 0-9 and inner dashes`,
          );
        }
        const read = await checked(request, node);
        const token = { hash: tokenHash(secret), node: nodeId(node), ...(site !== undefined && { site }) };
        return grant(node, read, (certificate) => api.redeemToken({ ...token, certificate }));
      }),

    renew: ({ certificate: used, request }) =>
      bounded(async () => {
        const peer = authority.hasIssued(used) ? readPeer(used) : undefined;
        if (peer?.kind !== 'node') {
          throw new BerthError(
            'refused',
            'the certificate that is to be renewed is none of a node of this cluster',
          );
        }
        const { name, serial, notAfterMs } = peer;
        const read = await checked(request, name);
        const of = { node: nodeId(name), used: { serial, notAfterMs } };
        return grant(name, read, (certificate) => api.renewCertificate({ ...of, certificate }));
      }),
  };
}
