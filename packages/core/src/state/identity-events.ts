/** Facts about who may join and who may do what. */
import type { NodeId } from '../basics/ids.js';
import type { CertificateRecord, NodeProfile, RefusedClaim } from '../identity/node-identity.js';
import type { Grant } from '../identity/users.js';
import type { Actor } from '../model/model.js';

export type IdentityEvent =
  /** SHA-256 of the certificates whose signatures count. */
  | { readonly kind: 'authority.trusted'; readonly fingerprints: readonly string[]; readonly atMs: number }
  | { readonly kind: 'token.created'; readonly token: NewToken; readonly actor: Actor; readonly atMs: number }
  | { readonly kind: 'token.revoked'; readonly token: string; readonly actor: Actor; readonly atMs: number }
  | {
      readonly kind: 'node.enrolled';
      readonly node: NodeId;
      /** Id of the token, which is spent with it. */
      readonly token: string;
      readonly profile: NodeProfile;
      readonly certificate: CertificateRecord;
      /** Who made the token. */
      readonly actor: Actor;
      readonly atMs: number;
    }
  | {
      readonly kind: 'certificate.renewed';
      readonly node: NodeId;
      /** Serial of the one that proved who asked. */
      readonly used: string;
      readonly certificate: CertificateRecord;
      readonly atMs: number;
    }
  | {
      readonly kind: 'node.revoked';
      readonly node: NodeId;
      /** Only this certificate; absent: all of them, and the node is out. */
      readonly serial?: string;
      readonly reason: string;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | {
      readonly kind: 'node.quarantined';
      readonly node: NodeId;
      readonly reason: string;
      readonly atMs: number;
    }
  | { readonly kind: 'node.readmitted'; readonly node: NodeId; readonly actor: Actor; readonly atMs: number }
  | {
      readonly kind: 'node.profile-changed';
      readonly node: NodeId;
      readonly profile: NodeProfile;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | {
      readonly kind: 'node.claim-refused';
      readonly node: NodeId;
      readonly claim: RefusedClaim;
      readonly detail: string;
      readonly atMs: number;
    };

export type UserEvent =
  /** Made, or changed. */
  | {
      readonly kind: 'user.set';
      readonly name: string;
      readonly grants: readonly Grant[];
      /** Absent: no end. */
      readonly expiresAtMs?: number;
      readonly actor: Actor;
      readonly atMs: number;
    }
  /** Its tokens are gone, and certificates in its name that were made by now count no more. */
  | {
      readonly kind: 'user.removed';
      readonly name: string;
      readonly reason: string;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | {
      readonly kind: 'user.token-created';
      readonly name: string;
      readonly id: string;
      /** SHA-256 of its secret. */
      readonly hash: string;
      readonly expiresAtMs: number;
      readonly actor: Actor;
      readonly atMs: number;
    }
  | {
      readonly kind: 'user.token-revoked';
      readonly name: string;
      readonly id: string;
      readonly actor: Actor;
      readonly atMs: number;
    };

export type NewToken = {
  readonly id: string;
  readonly hash: string;
  readonly node?: NodeId;
  readonly profile: NodeProfile;
  readonly expiresAtMs: number;
};
