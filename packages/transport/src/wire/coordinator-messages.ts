/** What the coordinator says: proto <-> domain. */
import {
  type AssignedPlacement,
  type Assignment,
  assertNever,
  type CoordinatorMessage,
  LIMITS,
  parsePlacementId,
  type Quantities,
  type RunSpec,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { decodeAgentVersion, encodeAgentVersion } from './agent-updates.js';
import { ASSIGNMENT_FORMS } from './assignment-forms.js';
import {
  fail,
  filled,
  inside,
  integer,
  list,
  MESSAGE_RULES,
  member,
  record,
  required,
  rootSpot,
  type Spot,
  text,
  whole,
  whole32,
} from './checks.js';
import { decodeEndpointsUpdate, encodeEndpointsUpdate } from './endpoints.js';
import { decodeNodeId } from './node.js';
import {
  DESIRED_PHASES,
  decodeClaim,
  decodePlacementId,
  decodeWorkloadKey,
  encodeClaim,
} from './placement.js';
import {
  decodeCredit,
  decodeExecInput,
  decodeExecRequest,
  decodeLogRequest,
  encodeExecRequest,
  encodeLogRequest,
  encodeSize,
  requiredSize,
} from './reaching-in.js';
import { decodeRun, encodeRun } from './run.js';
import { decodeSecretGiven, encodeSecretGiven } from './secrets.js';
import { decodeNumbers, decodeRemovedVolumes, encodeRemovedVolumes } from './volumes.js';

export function encodeCoordinatorMessage(
  message: CoordinatorMessage,
): Sent<'berth.fleet.v1.CoordinatorMessage'> {
  switch (message.kind) {
    case 'welcome':
      return {
        welcome: {
          epoch: whole(message.epoch, 'epoch is whole'),
          heartbeatMs: whole(message.heartbeatMs, 'heartbeatMs is whole'),
          leaseMs: whole(message.leaseMs, 'leaseMs is whole'),
          statusSequence: whole(message.statusSequence, 'statusSequence is whole'),
          spreadMs: whole32(message.spreadMs, 'spreadMs is whole'),
        },
      };
    case 'heartbeat-ack':
      return {
        heartbeatAck: {
          epoch: whole(message.epoch, 'epoch is whole'),
          beat: whole32(message.beat, 'beat is whole'),
        },
      };
    case 'status-ack':
      return {
        statusAck: {
          epoch: whole(message.epoch, 'epoch is whole'),
          sequence: whole(message.sequence, 'sequence is whole'),
        },
      };
    case 'refused':
      return { refused: { message: message.message } };
    case 'hello-request':
      return { helloRequest: {} };
    case 'challenge':
      return { challenge: { nonce: whole(message.nonce, 'a nonce is whole') } };
    case 'assignment':
      return { assignment: encodeAssignment(message) };
    case 'endpoints':
      return { endpoints: encodeEndpointsUpdate(message) };
    case 'log-request':
      return { logRequest: encodeLogRequest(message) };
    case 'stream-credit':
      return { streamCredit: { stream: message.stream, bytes: whole32(message.bytes, 'bytes are whole') } };
    case 'exec-request':
      return { execRequest: encodeExecRequest(message) };
    case 'exec-input':
      return { execInput: { stream: message.stream, data: message.data, end: message.end } };
    case 'exec-resize':
      return { execResize: { stream: message.stream, size: encodeSize(message.size) } };
    case 'exec-cancel':
      return { execCancel: { stream: message.stream } };
    case 'peer-key':
      return { peerKey: { key: message.key } };
    case 'peer-probe':
      return { peerProbe: { probe: message.probe, node: message.node, address: message.address } };
    case 'agent-version':
      return { agentVersion: encodeAgentVersion(message) };
    case 'secret-given':
      return { secretGiven: encodeSecretGiven(message) };
    case 'volumes-removed':
      return { volumesRemoved: encodeRemovedVolumes(message) };
    case 'log-cancel':
      return { logCancel: { stream: message.stream } };
    default:
      return assertNever(message);
  }
}

export function decodeCoordinatorMessage(
  wire: Received<'berth.fleet.v1.CoordinatorMessage'>,
): CoordinatorMessage {
  if (wire.assignment) return decodeAssignment(wire.assignment, rootSpot('assignment', MESSAGE_RULES));
  if (wire.agentVersion)
    return decodeAgentVersion(wire.agentVersion, rootSpot('agent-version', MESSAGE_RULES));
  if (wire.heartbeatAck) {
    const at = rootSpot('heartbeat-ack', MESSAGE_RULES);
    return {
      kind: 'heartbeat-ack',
      epoch: integer(wire.heartbeatAck.epoch, at, 'epoch'),
      beat: wire.heartbeatAck.beat,
    };
  }
  if (wire.statusAck) {
    const at = rootSpot('status-ack', MESSAGE_RULES);
    return {
      kind: 'status-ack',
      epoch: integer(wire.statusAck.epoch, at, 'epoch'),
      sequence: integer(wire.statusAck.sequence, at, 'sequence'),
    };
  }
  if (wire.endpoints) return decodeEndpointsUpdate(wire.endpoints, rootSpot('endpoints', MESSAGE_RULES));
  if (wire.welcome) return decodeWelcome(wire.welcome, rootSpot('welcome', MESSAGE_RULES));
  if (wire.refused) {
    return {
      kind: 'refused',
      message: text(wire.refused.message, rootSpot('refused', MESSAGE_RULES), 'message'),
    };
  }
  if (wire.secretGiven) return decodeSecretGiven(wire.secretGiven, rootSpot('secret-given', MESSAGE_RULES));
  if (wire.helloRequest) return { kind: 'hello-request' };
  if (wire.challenge) {
    const at = rootSpot('challenge', MESSAGE_RULES);
    return { kind: 'challenge', nonce: integer(wire.challenge.nonce, at, 'nonce') };
  }
  if (wire.logRequest) return decodeLogRequest(wire.logRequest, rootSpot('log-request', MESSAGE_RULES));
  if (wire.logCancel) {
    return {
      kind: 'log-cancel',
      stream: filled(wire.logCancel.stream, rootSpot('log-cancel', MESSAGE_RULES), 'stream'),
    };
  }
  const reaching = decodeReachingIn(wire);
  if (reaching) return reaching;
  if (wire.peerKey) {
    const key = filled(wire.peerKey.key, rootSpot('peer-key', MESSAGE_RULES), 'key');
    return { kind: 'peer-key', key };
  }
  if (wire.peerProbe) {
    const at = rootSpot('peer-probe', MESSAGE_RULES);
    return {
      kind: 'peer-probe',
      probe: filled(wire.peerProbe.probe, at, 'probe'),
      node: decodeNodeId(wire.peerProbe.node, at, 'node'),
      address: filled(wire.peerProbe.address, at, 'address'),
    };
  }
  if (wire.volumesRemoved)
    return decodeRemovedVolumes(wire.volumesRemoved, rootSpot('volumes-removed', MESSAGE_RULES));
  const root = rootSpot('coordinator message', MESSAGE_RULES);
  return fail(root, 'body', 'is missing, or of a kind that this version does not know');
}

function decodeReachingIn(
  wire: Received<'berth.fleet.v1.CoordinatorMessage'>,
): CoordinatorMessage | undefined {
  const spot = (name: string) => rootSpot(name, MESSAGE_RULES);
  if (wire.streamCredit) return decodeCredit(wire.streamCredit, spot('stream-credit'));
  if (wire.execRequest) return decodeExecRequest(wire.execRequest, spot('exec-request'));
  if (wire.execInput) return decodeExecInput(wire.execInput, spot('exec-input'));
  if (wire.execResize) {
    const at = spot('exec-resize');
    const stream = filled(wire.execResize.stream, at, 'stream');
    return { kind: 'exec-resize', stream, size: requiredSize(wire.execResize, at) };
  }
  if (!wire.execCancel) return undefined;
  return { kind: 'exec-cancel', stream: filled(wire.execCancel.stream, spot('exec-cancel'), 'stream') };
}

function decodeWelcome(wire: Received<'berth.fleet.v1.Welcome'>, at: Spot): CoordinatorMessage {
  return {
    kind: 'welcome',
    epoch: integer(wire.epoch, at, 'epoch'),
    heartbeatMs: integer(wire.heartbeatMs, at, 'heartbeatMs', 1),
    leaseMs: integer(wire.leaseMs, at, 'leaseMs', 1),
    statusSequence: integer(wire.statusSequence, at, 'statusSequence'),
    spreadMs: integer(wire.spreadMs, at, 'spreadMs', 0, LIMITS.spreadMs),
  };
}

function encodeAssignment(message: Assignment): Sent<'berth.fleet.v1.Assignment'> {
  const runs: Record<string, Sent<'berth.model.v1.RunSpec'>> = {};
  for (const [hash, run] of Object.entries(message.runs)) runs[hash] = encodeRun(run);
  return {
    epoch: whole(message.epoch, 'epoch is whole'),
    form: ASSIGNMENT_FORMS.names[message.form],
    baseVersion: whole(message.baseVersion, 'baseVersion is whole'),
    version: whole(message.version, 'version is whole'),
    digest: message.digest,
    placements: message.placements.map((placement) => encodePlacement(placement, message.runs)),
    removed: [...message.removed],
    runs,
    piecesBefore: whole32(message.piecesBefore ?? 0, 'piecesBefore is whole'),
  };
}

const NO_QUANTITIES: Quantities = {};

/** Nearly always a claim's quantities are those that the run asks for: they travel with the run, where that is beside it. */
function encodePlacement(
  { id, runHash, claim, desired, priority, needs, volumes }: AssignedPlacement,
  runs: Assignment['runs'],
): Sent<'berth.fleet.v1.AssignedPlacement'> {
  const quantitiesOfRun = claim.quantities === runs[runHash]?.resources.quantities;
  // Field by field: a spread costs more than all the rest.
  return {
    id,
    runHash,
    claim: encodeClaim(claim, quantitiesOfRun ? NO_QUANTITIES : claim.quantities),
    desired: DESIRED_PHASES.names[desired],
    quantitiesOfRun,
    ...(priority !== undefined && { priority: whole32(priority, 'priority is whole') }),
    ...(needs && { needs: [...needs] }),
    ...(volumes && { volumes }),
  };
}

function decodeAssignment(wire: Received<'berth.fleet.v1.Assignment'>, at: Spot): Assignment {
  const max = LIMITS.claimsPerNode;
  const runs = record(wire.runs, at, 'runs', max, filled, (run, spot, hash) =>
    decodeRun(run, inside(spot, hash)),
  );
  const form = member(wire.form, ASSIGNMENT_FORMS, at, 'form');
  const piecesBefore = integer(wire.piecesBefore, at, 'piecesBefore');
  const isPart = form === 'piece' || piecesBefore > 0;
  return {
    kind: 'assignment',
    epoch: integer(wire.epoch, at, 'epoch'),
    form,
    baseVersion: integer(wire.baseVersion, at, 'baseVersion'),
    version: integer(wire.version, at, 'version'),
    digest: text(wire.digest, at, 'digest'),
    placements: list(wire.placements, at, 'placements', max, (placement, spot, i) => {
      const { runHash, quantitiesOfRun } = placement;
      const run = Object.hasOwn(runs, runHash) ? runs[runHash] : undefined;
      // An earlier part may have it.
      const isLacking = !run && (quantitiesOfRun || !isPart);
      if (isLacking) fail(inside(spot, i), 'runHash', 'names no entry of runs');
      return decodePlacement(placement, run, inside(spot, i));
    }),
    removed: list(wire.removed, at, 'removed', Number.MAX_SAFE_INTEGER, decodePlacementId),
    runs,
    ...(piecesBefore > 0 && { piecesBefore }),
  };
}

function decodePlacement(
  wire: Received<'berth.fleet.v1.AssignedPlacement'>,
  run: RunSpec | undefined,
  at: Spot,
): AssignedPlacement {
  const id = decodePlacementId(wire.id, at, 'id');
  const claim = decodeClaim(required(wire.claim, at, 'claim'), inside(at, 'claim'));
  const parts = parsePlacementId(id) ?? fail(at, 'id', 'is not a placement id');
  return {
    id,
    workload: parts.workload,
    replica: parts.replica,
    generation: parts.generation,
    runHash: filled(wire.runHash, at, 'runHash'),
    claim:
      run && wire.quantitiesOfRun
        ? { quantities: run.resources.quantities, ports: claim.ports, devices: claim.devices }
        : claim,
    desired: member(wire.desired, DESIRED_PHASES, at, 'desired'),
    ...(wire.priority !== undefined && { priority: integer(wire.priority, at, 'priority') }),
    ...(wire.needs.length > 0 && {
      needs: list(wire.needs, at, 'needs', LIMITS.needsPerWorkload, decodeWorkloadKey),
    }),
    ...(Object.keys(wire.volumes).length > 0 && { volumes: decodeNumbers(wire.volumes, at) }),
  };
}
