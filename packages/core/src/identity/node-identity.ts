/**
 * What the ledger knows of who a node is: how it was enrolled, which certificates count, and what it is, whatever it says of
 * itself. A certificate counts only while its serial stands here.
 */

import { canonicalJson, fingerprint } from '../basics/fingerprint.js';
import type { NodeId } from '../basics/ids.js';
import { LOCATION_ATTRIBUTE } from '../basics/location.js';
import type { Quantities } from '../basics/quantities.js';
import type { Actor, Inventory, NodeInfo, Taint } from '../model/model.js';
import { capacityOf } from '../resources/capacity.js';

/** What the operator says of a node. The agent's word on these does not count once the node is enrolled. */
export type NodeProfile = {
  readonly site: string;
  readonly region: string;
  /** "latitude,longitude" in degrees. */
  readonly location?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Of an hour, in thousandths of the operator's currency unit. */
  readonly costMillisPerHour?: number;
  /** The most that is believed of its inventory: per resource its capacity, per class of devices how many. */
  readonly ceiling?: Quantities;
};

export type JoinTokenRecord = {
  readonly id: string;
  /** SHA-256 of its secret, lower-case hex. */
  readonly hash: string;
  /** The one node that may join with it; absent: any new one. */
  readonly node?: NodeId;
  readonly profile: NodeProfile;
  readonly createdAtMs: number;
  /** Wall clock. */
  readonly expiresAtMs: number;
  readonly actor: Actor;
  /** Who joined with it. */
  usedBy?: NodeId;
};

export type CertificateRecord = {
  /** Lower-case hex without zeros in front. */
  readonly serial: string;
  /** Wall clock. */
  readonly notAfterMs: number;
};

/**
 * quarantined: it was seen in two places at once, and nobody knows which one is the node. Neither is talked to until it has
 * been enrolled again and an operator has let it back in.
 */
export type Standing = 'enrolled' | 'revoked' | 'quarantined';

export type NodeIdentity = {
  readonly node: NodeId;
  profile: NodeProfile;
  /** Fingerprints of profiles that it had before: an agent that still reports one of these lies about nothing. */
  formerProfiles: readonly string[];
  standing: Standing;
  /** Why it is not (or was not) in good standing. */
  reason: string;
  sinceMs: number;
  /** Those that count, oldest first; at most LIMITS.certificatesPerNode. */
  certificates: readonly CertificateRecord[];
  /** What it claimed last and was not believed, by kind. */
  refused: RefusedClaims;
};

export type RefusedClaims = Readonly<
  Partial<Record<RefusedClaim, { readonly detail: string; readonly atMs: number }>>
>;

/** A node that claims something else each time fills the ledger no faster than this, by kind of claim. */
export const RECORD_CLAIMS_EVERY_MS = 10 * 60 * 1000;

/** `control`: that it may use the control API. */
export type RefusedClaim = 'identity' | 'profile' | 'inventory' | 'control';

/** With an expired certificate a node may still renew it, for so long, and nothing else. */
export const RENEW_GRACE_MS = 30 * 24 * 60 * 60 * 1000;

export function profileHash(profile: NodeProfile): string {
  return fingerprint(canonicalJson(profile));
}

export type Believed = {
  readonly info: NodeInfo;
  readonly refused: readonly { readonly claim: RefusedClaim; readonly detail: string }[];
};

/** What of an agent's report about itself is believed. */
export function believe(reported: NodeInfo, identity: NodeIdentity): Believed {
  const { profile } = identity;
  const refused: { claim: RefusedClaim; detail: string }[] = [];
  const claimed = profileOf(reported, profile.ceiling);
  const hash = profileHash(claimed);
  if (hash !== profileHash(profile) && !identity.formerProfiles.includes(hash)) {
    refused.push({ claim: 'profile', detail: difference(claimed, profile) });
  }
  const { inventory, over } = clampInventory(reported.inventory, profile.ceiling ?? {});
  if (over.length > 0) refused.push({ claim: 'inventory', detail: over.join(', ') });
  const { [LOCATION_ATTRIBUTE]: _location, ...attributes } = reported.attributes;
  const { costMillisPerHour: _cost, ...facts } = reported;
  return {
    info: {
      ...facts,
      site: profile.site,
      region: profile.region,
      labels: profile.labels,
      taints: profile.taints,
      attributes: {
        ...attributes,
        ...(profile.location !== undefined && { [LOCATION_ATTRIBUTE]: profile.location }),
      },
      inventory,
      ...(profile.costMillisPerHour !== undefined && { costMillisPerHour: profile.costMillisPerHour }),
    },
    refused,
  };
}

function profileOf(info: NodeInfo, ceiling: Quantities | undefined): NodeProfile {
  const location = info.attributes[LOCATION_ATTRIBUTE];
  return {
    site: info.site,
    region: info.region,
    ...(location !== undefined && { location }),
    labels: info.labels,
    taints: info.taints,
    ...(info.costMillisPerHour !== undefined && { costMillisPerHour: info.costMillisPerHour }),
    ...(ceiling && { ceiling }),
  };
}

const DETAIL_CHARS = 300;

function difference(claimed: NodeProfile, profile: NodeProfile): string {
  const words: string[] = [];
  for (const key of ['site', 'region', 'location', 'labels', 'taints', 'costMillisPerHour'] as const) {
    const [said, known] = [canonicalJson(claimed[key] ?? null), canonicalJson(profile[key] ?? null)];
    if (said !== known) words.push(`${key} ${said} instead of ${known}`);
  }
  return words.join(', ').slice(0, DETAIL_CHARS);
}

/** No capacity above the ceiling, no more devices of a class than it says. What it does not name is believed. */
export function clampInventory(
  inventory: Inventory,
  ceiling: Quantities,
): { readonly inventory: Inventory; readonly over: readonly string[] } {
  const over: string[] = [];
  const capacity = capacityOf(inventory);
  const resources = Object.entries(inventory.resources).map(([name, amount]) => {
    const [offered = 0, most] = [capacity[name], ceiling[name]];
    if (most === undefined || offered <= most) return [name, amount] as const;
    over.push(`${name} ${offered} over ${most}`);
    return [name, { ...amount, total: most, reserved: 0, allocationRatio: 1 }] as const;
  });
  const counts: Record<string, number> = {};
  const devices = inventory.devices.filter((device) => {
    const count = (counts[device.class] ?? 0) + 1;
    counts[device.class] = count;
    return count <= (ceiling[device.class] ?? Number.POSITIVE_INFINITY);
  });
  for (const [name, count] of Object.entries(counts)) {
    const most = ceiling[name];
    if (most !== undefined && count > most) over.push(`${count} devices of class ${name} over ${most}`);
  }
  if (over.length === 0) return { inventory, over };
  return {
    inventory: { ...inventory, resources: Object.fromEntries(resources), devices },
    over: over.map((words) => words.slice(0, DETAIL_CHARS)).slice(0, 8),
  };
}

/** Why a certificate of this node does not count; undefined when it does. */
export function whyNotTrusted(
  identity: NodeIdentity | undefined,
  node: NodeId,
  certificate: CertificateRecord | undefined,
  nowMs: number,
): string | undefined {
  if (!identity) {
    return certificate ? `node "${node}" is not enrolled here: ${JOIN}` : undefined;
  }
  if (identity.standing === 'revoked') return `node "${node}" was revoked (${identity.reason}): ${JOIN}`;
  if (identity.standing === 'quarantined') {
    const cure = `\`berth node readmit ${node}\``;
    return `node "${node}" is in quarantine (${identity.reason}): ${isListed(identity, certificate) ? `${cure} lets it back in` : `enrol it again, then ${cure}`}`;
  }
  if (!certificate) return undefined;
  if (!isListed(identity, certificate)) {
    return `certificate ${certificate.serial} of node "${node}" does not count any more: ${JOIN}`;
  }
  if (certificate.notAfterMs <= nowMs)
    return `the certificate of node "${node}" has run out: it has to be renewed`;
  return undefined;
}

function isListed(identity: NodeIdentity, certificate: CertificateRecord | undefined): boolean {
  return identity.certificates.some(({ serial }) => serial === certificate?.serial);
}

const JOIN = 'join again with a new token (`berth token create`)';
