/** How a host becomes a node and stays one: carried by gRPC, implemented by the coordinator, used by the agent. */
import type { X509Certificate } from 'node:crypto';
import type { NodeProfile } from '@berth/core';

export type EnrolWish = {
  /** The secret part of the join token. */
  readonly secret: string;
  readonly node: string;
  /** Where the host believes to be; absent: wherever the token says. */
  readonly site?: string;
  /** PKCS #10, DER. */
  readonly request: Uint8Array;
};

export type RenewWish = {
  /** What the connection proved itself by; neither its signer nor its time was looked at. */
  readonly certificate: X509Certificate;
  readonly request: Uint8Array;
};

export type EnrolGrant = {
  /** PEM. */
  readonly certificate: string;
  /** PEM, one or more. */
  readonly authority: string;
  readonly profile: NodeProfile;
  /** "host:port" of the listener for agents; ":port" on the host that the agent came to. */
  readonly fleet: string;
};

export interface EnrolApi {
  enrol(wish: EnrolWish): Promise<EnrolGrant>;
  renew(wish: RenewWish): Promise<EnrolGrant>;
}
