/** What an event is about: for filters, and for users who may see some stacks only. */
import { assertNever } from '../basics/assert.js';
import {
  type NodeId,
  type PlacementId,
  parsePlacementId,
  parseVolumeId,
  splitWorkloadKey,
  type VolumeId,
  type WorkloadKey,
} from '../basics/ids.js';
import type { Actor } from '../model/model.js';
import type { Block, LedgerEvent } from './events.js';

export type Subjects = {
  readonly stacks: readonly string[];
  readonly nodes: readonly NodeId[];
  readonly actor?: Actor;
  /** It tells nothing about stacks that are not named in `stacks`. */
  readonly shared: boolean;
};

type Part = Partial<Subjects>;

export function subjectsOf(event: LedgerEvent): Subjects {
  const actor = 'actor' in event && event.actor !== undefined && { actor: event.actor };
  return { stacks: [], nodes: [], shared: false, ...actor, ...partsOf(event) };
}

function partsOf(event: LedgerEvent): Part {
  switch (event.kind) {
    case 'leader.claimed':
    case 'ledger.recovered':
    case 'authority.trusted':
    case 'agent-update.began':
    case 'agent-update.turned':
    case 'agent-update.ended':
      return { shared: true };
    case 'node.registered':
      return { nodes: [event.node.id], shared: true };
    case 'node.connection-changed':
    case 'node.eligibility-changed':
    case 'node.removed':
    case 'node.enrolled':
    case 'certificate.renewed':
    case 'node.revoked':
    case 'node.quarantined':
    case 'node.readmitted':
    case 'node.profile-changed':
    case 'node.claim-refused':
    case 'agent-update.failed':
      return { nodes: [event.node], shared: true };
    case 'stack.applied':
    case 'stack.deleted':
      return { stacks: [event.stack] };
    case 'placements.made':
      return { stacks: stackOf(event.workload), nodes: event.nodes };
    case 'placements.stopped':
    case 'placements.set-aside':
    case 'placements.taken-back':
      return { stacks: event.placements.flatMap(stackOfPlacement) };
    case 'placements.observed':
      return {
        stacks: event.statuses.flatMap(({ placement }) => stackOfPlacement(placement)),
        nodes: [event.node],
      };
    case 'workload.blocked':
    case 'workload.unblocked':
    case 'workload.waiting':
    case 'workload.needs-met':
    case 'placements.resized':
    case 'workload.gave-up':
    case 'workload.retried':
    case 'rollout.began':
    case 'rollout.turned':
    case 'rollout.ended':
    case 'workload.dispatched':
    case 'dispatch.stopped':
    case 'dispatches.forgotten':
      return { stacks: stackOf(event.workload) };
    case 'exec.began':
      return { stacks: stackOfPlacement(event.placement), nodes: [event.node] };
    case 'nomination.made':
    case 'nomination.ended':
      return { stacks: stackOf(event.workload), nodes: [event.node] };
    case 'reservations.held':
      return {
        stacks: event.reservations.map(({ holder }) => holder),
        nodes: event.reservations.map(({ node }) => node),
      };
    case 'volume.removed':
      return { stacks: [stackOfVolume(event.volume)], nodes: [event.node] };
    case 'volumes.deleted':
      return { stacks: event.volumes.map(({ volume }) => stackOfVolume(volume)), nodes: [event.node] };
    // They do not say whose it is.
    case 'reservation.confirmed':
    case 'reservation.released':
    case 'secret.set':
    case 'secret.removed':
    case 'token.created':
    case 'token.revoked':
    case 'user.set':
    case 'user.removed':
    case 'user.token-created':
    case 'user.token-revoked':
      return {};
    default:
      return assertNever(event);
  }
}

function stackOf(key: WorkloadKey): readonly string[] {
  return [splitWorkloadKey(key).stack];
}

function stackOfPlacement(id: PlacementId): readonly string[] {
  const parsed = parsePlacementId(id);
  return parsed ? stackOf(parsed.workload) : [];
}

function stackOfVolume(id: VolumeId): string {
  return parseVolumeId(id)?.stack ?? '';
}

/** The block with what somebody may see who may see these stacks only. It does not have the hash of the whole one. */
export function seenOf(block: Block, maySee: (stack: string) => boolean): Block {
  return { ...block, events: block.events.flatMap((event) => seenOfEvent(event, maySee)) };
}

function seenOfEvent(event: LedgerEvent, maySee: (stack: string) => boolean): readonly LedgerEvent[] {
  const seen = (id: PlacementId) => stackOfPlacement(id).some(maySee);
  switch (event.kind) {
    case 'placements.stopped':
    case 'placements.set-aside':
    case 'placements.taken-back': {
      const placements = event.placements.filter(seen);
      return placements.length > 0 ? [{ ...event, placements }] : [];
    }
    case 'placements.observed': {
      const statuses = event.statuses.filter(({ placement }) => seen(placement));
      return statuses.length > 0 ? [{ ...event, statuses }] : [];
    }
    case 'volumes.deleted': {
      const volumes = event.volumes.filter(({ volume }) => maySee(stackOfVolume(volume)));
      return volumes.length > 0 ? [{ ...event, volumes }] : [];
    }
    case 'reservations.held': {
      const reservations = event.reservations.filter(({ holder }) => maySee(holder));
      return reservations.length > 0 ? [{ ...event, reservations }] : [];
    }
    default: {
      const { stacks, shared } = subjectsOf(event);
      return shared || stacks.some(maySee) ? [event] : [];
    }
  }
}
