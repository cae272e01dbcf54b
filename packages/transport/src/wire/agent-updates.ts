/** Which agent a node runs and is to run: proto <-> domain. */
import {
  type AgentArchives,
  type AgentBuild,
  type AgentUpdateEvent,
  type AgentUpdateOutcome,
  type AgentUpdateTurned,
  type AgentVersion,
  type FailedBuild,
  LIMITS,
  type NodeId,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  fail,
  filled,
  inside,
  integer,
  label,
  list,
  member,
  record,
  required,
  type Spot,
  text,
  type WireEnum,
  whole,
  whole32,
  wireEnum,
} from './checks.js';
import { decodeActor, encodeActor } from './placement.js';

// ---- what a node says, and is told ---------------------------------------------------------------------------------

export function encodeBuild({
  version,
  digest,
  platform,
  fixed,
  failed = [],
}: AgentBuild): Sent<'berth.model.v1.AgentBuild'> {
  return {
    ...{ version, digest: digest ?? '', platform: platform ?? '', fixed: fixed ?? '' },
    failed: failed.map((one) => ({ ...one, attempt: whole(one.attempt, 'an attempt is whole') })),
  };
}

export function decodeBuild(wire: Received<'berth.model.v1.AgentBuild'>, at: Spot): AgentBuild {
  const { digest, platform, fixed } = wire;
  const failed = list(wire.failed, at, 'failed', LIMITS.failedAgents, decodeFailed);
  return {
    version: filled(wire.version, at, 'version'),
    ...(digest !== '' && { digest: sha256(digest, at, 'digest') }),
    ...(platform !== '' && { platform: text(platform, at, 'platform') }),
    ...(fixed !== '' && { fixed: text(fixed, at, 'fixed') }),
    ...(failed.length > 0 && { failed }),
  };
}

function decodeFailed(wire: Received<'berth.model.v1.FailedBuild'>, parent: Spot, i: number): FailedBuild {
  const at = inside(parent, i);
  return {
    digest: sha256(wire.digest, at, 'digest'),
    version: text(wire.version, at, 'version'),
    attempt: integer(wire.attempt, at, 'attempt'),
    reason: text(wire.reason, at, 'reason'),
  };
}

export function encodeAgentVersion({
  epoch,
  wanted,
  spreadMs,
}: AgentVersion): Sent<'berth.fleet.v1.AgentVersion'> {
  return {
    epoch: whole(epoch, 'epoch is whole'),
    spreadMs: whole32(spreadMs, 'spreadMs is whole'),
    ...(wanted && {
      wanted: {
        version: wanted.version,
        digest: wanted.digest,
        bytes: whole(wanted.bytes, 'bytes are whole'),
        attempt: whole(wanted.attempt, 'an attempt is whole'),
      },
    }),
  };
}

export function decodeAgentVersion(wire: Received<'berth.fleet.v1.AgentVersion'>, at: Spot): AgentVersion {
  const { wanted } = wire;
  const here = inside(at, 'wanted');
  return {
    kind: 'agent-version',
    epoch: integer(wire.epoch, at, 'epoch'),
    spreadMs: integer(wire.spreadMs, at, 'spreadMs'),
    ...(wanted && {
      wanted: {
        version: filled(wanted.version, here, 'version'),
        digest: sha256(wanted.digest, here, 'digest'),
        bytes: integer(wanted.bytes, here, 'bytes', 1, LIMITS.agentArchiveBytes),
        attempt: integer(wanted.attempt, here, 'attempt'),
      },
    }),
  };
}

/** It becomes the name of a file: nothing else may stand there. */
function sha256(value: string, at: Spot, name: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? value : fail(at, name, 'is no SHA-256 in hex');
}

// ---- events ----------------------------------------------------------------------------------------------------------

const TURNS: WireEnum<AgentUpdateTurned['turn'], Received<'berth.ledger.v1.AgentUpdateTurned'>['turn']> =
  wireEnum({
    progressed: 'AGENT_UPDATE_TURN_PROGRESSED',
    paused: 'AGENT_UPDATE_TURN_PAUSED',
    resumed: 'AGENT_UPDATE_TURN_RESUMED',
    stopped: 'AGENT_UPDATE_TURN_STOPPED',
  });

const OUTCOMES: WireEnum<AgentUpdateOutcome, Received<'berth.ledger.v1.AgentUpdateEnded'>['outcome']> =
  wireEnum({
    done: 'AGENT_UPDATE_OUTCOME_DONE',
    cancelled: 'AGENT_UPDATE_OUTCOME_CANCELLED',
  });

type Kind = AgentUpdateEvent['kind'];
type EventOf<K extends Kind> = Extract<AgentUpdateEvent, { readonly kind: K }>;
type Encoders = { readonly [K in Kind]: (event: EventOf<K>) => Sent<'berth.ledger.v1.Event'> };

const atOf = ({ atMs }: { readonly atMs: number }) => ({ atMs: whole(atMs, 'atMs is whole') });
const stageOf = ({
  percent,
  threshold,
  auto,
}: Pick<AgentUpdateTurned, 'percent' | 'threshold' | 'auto'>) => ({
  percent: whole32(percent, 'percent is whole'),
  threshold: whole(threshold, 'a threshold is whole'),
  auto,
});

export const AGENT_UPDATE_ENCODERS: Encoders = {
  'agent-update.began': ({ version, attempt, archives, site, actor, ...event }) => ({
    agentUpdateBegan: {
      ...{ version, attempt: whole(attempt, 'an attempt is whole') },
      archives: Object.fromEntries(
        Object.entries(archives).map(([platform, { digest, bytes }]) => [
          platform,
          { digest, bytes: whole(bytes, 'bytes are whole') },
        ]),
      ),
      ...(site !== undefined && { site }),
      ...stageOf(event),
      actor: encodeActor(actor),
      ...atOf(event),
    },
  }),
  'agent-update.turned': ({ turn, reason, actor, ...event }) => ({
    agentUpdateTurned: {
      ...{ turn: TURNS.names[turn], reason },
      ...stageOf(event),
      ...(actor && { actor: encodeActor(actor) }),
      ...atOf(event),
    },
  }),
  'agent-update.failed': ({ node, version, digest, reason, ...event }) => ({
    agentUpdateFailed: { node, version, digest, reason, ...atOf(event) },
  }),
  'agent-update.ended': ({ outcome, actor, ...event }) => ({
    agentUpdateEnded: {
      outcome: OUTCOMES.names[outcome],
      ...(actor && { actor: encodeActor(actor) }),
      ...atOf(event),
    },
  }),
};

type WireEvent = Received<'berth.ledger.v1.Event'>;
type WireKind = 'agentUpdateBegan' | 'agentUpdateTurned' | 'agentUpdateFailed' | 'agentUpdateEnded';
type Decoders = { readonly [K in WireKind]: (wire: NonNullable<WireEvent[K]>, at: Spot) => AgentUpdateEvent };

const ANY = Number.MAX_SAFE_INTEGER;
const time = (value: number, at: Spot) => integer(value, at, 'atMs', Number.MIN_SAFE_INTEGER);
const maybeActor = (wire: Received<'berth.model.v1.Actor'> | null, at: Spot) =>
  wire ? { actor: decodeActor(wire, inside(at, 'actor')) } : {};
const decodeStage = (
  wire: { readonly percent: number; readonly threshold: number; readonly auto: boolean },
  at: Spot,
) => ({
  percent: integer(wire.percent, at, 'percent'),
  threshold: integer(wire.threshold, at, 'threshold'),
  auto: wire.auto,
});

export const AGENT_UPDATE_DECODERS: Decoders = {
  agentUpdateBegan: (wire, at) => ({
    kind: 'agent-update.began',
    version: text(wire.version, at, 'version'),
    attempt: integer(wire.attempt, at, 'attempt'),
    archives: decodeArchives(wire.archives, at),
    ...(wire.site !== undefined && { site: text(wire.site, at, 'site') }),
    ...decodeStage(wire, at),
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: time(wire.atMs, at),
  }),
  agentUpdateTurned: (wire, at) => ({
    kind: 'agent-update.turned',
    turn: member(wire.turn, TURNS, at, 'turn'),
    ...decodeStage(wire, at),
    reason: text(wire.reason, at, 'reason'),
    ...maybeActor(wire.actor, at),
    atMs: time(wire.atMs, at),
  }),
  agentUpdateFailed: (wire, at) => ({
    kind: 'agent-update.failed',
    node: label(wire.node, at, 'node') as NodeId,
    version: text(wire.version, at, 'version'),
    digest: text(wire.digest, at, 'digest'),
    reason: text(wire.reason, at, 'reason'),
    atMs: time(wire.atMs, at),
  }),
  agentUpdateEnded: (wire, at) => ({
    kind: 'agent-update.ended',
    outcome: member(wire.outcome, OUTCOMES, at, 'outcome'),
    ...maybeActor(wire.actor, at),
    atMs: time(wire.atMs, at),
  }),
};

function decodeArchives(
  wire: Readonly<Record<string, Received<'berth.ledger.v1.AgentArchive'>>>,
  at: Spot,
): AgentArchives {
  return record(wire, at, 'archives', ANY, filled, ({ digest, bytes }, spot, platform) => ({
    digest: text(digest, inside(spot, platform), 'digest'),
    bytes: integer(bytes, inside(spot, platform), 'bytes'),
  }));
}
