/** What agents say: proto <-> domain. */
import { type AgentMessage, assert, assertNever, type Heartbeat, LIMITS } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  fail,
  filled,
  inside,
  integer,
  list,
  MESSAGE_RULES,
  required,
  rootSpot,
  type Spot,
  text,
  whole,
  whole32,
} from './checks.js';
import { decodeNode, decodeUsage, encodeNode, encodeUsage } from './node.js';
import { decodeStatus, each, encodeStatus } from './placement.js';
import { decodeCredit, decodeExecOutput, decodeLogChunk, encodeLogChunk } from './reaching-in.js';
import { decodeSecretsRequest, encodeSecretsRequest } from './secrets.js';
import { decodeDeletedVolumes, encodeDeletedVolumes } from './volumes.js';

export function encodeAgentMessage(message: AgentMessage): Sent<'berth.fleet.v1.AgentMessage'> {
  switch (message.kind) {
    case 'hello':
      return {
        hello: {
          node: encodeNode(message.node),
          instance: message.instance,
          maxEpoch: whole(message.maxEpoch, 'maxEpoch is whole'),
          assignmentVersion: whole(message.assignmentVersion, 'assignmentVersion is whole'),
          assignmentDigest: message.assignmentDigest,
          ...(message.process !== undefined && { process: message.process }),
          ...(message.endpointsDigest === undefined ? {} : { endpointsDigest: message.endpointsDigest }),
          takesPieces: message.takesPieces ?? false,
        },
      };
    case 'heartbeat':
      return {
        heartbeat: {
          beat: whole32(message.beat, 'beat is whole'),
          assignmentVersion: whole(message.assignmentVersion, 'assignmentVersion is whole'),
          assignmentDigest: digestToBytes(message.assignmentDigest),
          ...(message.usage ? { usage: encodeUsage(message.usage) } : {}),
          ...(message.endpointsDigest === undefined ? {} : { endpointsDigest: message.endpointsDigest }),
        },
      };
    case 'status':
      return {
        status: {
          sequence: whole(message.sequence, 'sequence is whole'),
          statuses: message.statuses.map(encodeStatus),
        },
      };
    case 'log-chunk':
      return { logChunk: encodeLogChunk(message) };
    case 'stream-credit':
      return { streamCredit: { stream: message.stream, bytes: whole32(message.bytes, 'bytes are whole') } };
    case 'exec-output':
      return { execOutput: { stream: message.stream, data: message.data, isError: message.isError } };
    case 'exec-end':
      return {
        execEnd: {
          stream: message.stream,
          exitCode: whole(message.exitCode, 'exitCode is whole'),
          ...(message.error === undefined ? {} : { error: message.error }),
        },
      };
    case 'presence':
      return { presence: { nonce: whole(message.nonce, 'a nonce is whole') } };
    case 'resync':
      return { resync: {} };
    case 'peer-report':
      return { peerReport: { probe: message.probe, reached: message.reached } };
    case 'endpoints-request':
      return { endpointsRequest: {} };
    case 'secrets-request':
      return { secretsRequest: encodeSecretsRequest(message) };
    case 'volumes-deleted':
      return { volumesDeleted: encodeDeletedVolumes(message) };
    default:
      return assertNever(message);
  }
}

export function decodeAgentMessage(wire: Received<'berth.fleet.v1.AgentMessage'>): AgentMessage {
  const root = rootSpot('agent message', MESSAGE_RULES);
  if (wire.hello) return decodeHello(wire.hello, rootSpot('hello', MESSAGE_RULES));
  if (wire.heartbeat) return decodeHeartbeat(wire.heartbeat, rootSpot('heartbeat', MESSAGE_RULES));
  if (wire.status) {
    const at = rootSpot('status', MESSAGE_RULES);
    return {
      kind: 'status',
      sequence: integer(wire.status.sequence, at, 'sequence'),
      statuses: list(wire.status.statuses, at, 'statuses', LIMITS.statusesPerReport, each(decodeStatus)),
    };
  }
  if (wire.logChunk) return decodeLogChunk(wire.logChunk, rootSpot('log-chunk', MESSAGE_RULES));
  if (wire.execOutput) return decodeExecOutput(wire.execOutput, rootSpot('exec-output', MESSAGE_RULES));
  if (wire.streamCredit) return decodeCredit(wire.streamCredit, rootSpot('stream-credit', MESSAGE_RULES));
  if (wire.execEnd) {
    const at = rootSpot('exec-end', MESSAGE_RULES);
    const { stream, exitCode, error } = wire.execEnd;
    const why = error === undefined ? {} : { error: text(error, at, 'error') };
    return { kind: 'exec-end', stream: filled(stream, at, 'stream'), exitCode, ...why };
  }
  if (wire.presence) {
    const at = rootSpot('presence', MESSAGE_RULES);
    return { kind: 'presence', nonce: integer(wire.presence.nonce, at, 'nonce') };
  }
  if (wire.resync) return { kind: 'resync' };
  if (wire.peerReport) {
    const probe = filled(wire.peerReport.probe, rootSpot('peer-report', MESSAGE_RULES), 'probe');
    return { kind: 'peer-report', probe, reached: wire.peerReport.reached };
  }
  if (wire.secretsRequest)
    return decodeSecretsRequest(wire.secretsRequest, rootSpot('secrets-request', MESSAGE_RULES));
  if (wire.volumesDeleted)
    return decodeDeletedVolumes(wire.volumesDeleted, rootSpot('volumes-deleted', MESSAGE_RULES));
  if (wire.endpointsRequest) return { kind: 'endpoints-request' };
  return fail(root, 'body', 'is missing, or of a kind that this version does not know');
}

function decodeHello(wire: Received<'berth.fleet.v1.Hello'>, at: Spot): AgentMessage {
  return {
    kind: 'hello',
    node: decodeNode(required(wire.node, at, 'node'), inside(at, 'node')),
    instance: filled(wire.instance, at, 'instance'),
    maxEpoch: integer(wire.maxEpoch, at, 'maxEpoch'),
    assignmentVersion: integer(wire.assignmentVersion, at, 'assignmentVersion'),
    assignmentDigest: text(wire.assignmentDigest, at, 'assignmentDigest'),
    ...(wire.process !== undefined && { process: filled(wire.process, at, 'process') }),
    ...(wire.endpointsDigest === undefined
      ? {}
      : { endpointsDigest: text(wire.endpointsDigest, at, 'endpointsDigest') }),
    ...(wire.takesPieces && { takesPieces: true as const }),
  };
}

function decodeHeartbeat(wire: Received<'berth.fleet.v1.Heartbeat'>, at: Spot): Heartbeat {
  return {
    kind: 'heartbeat',
    beat: wire.beat,
    assignmentVersion: integer(wire.assignmentVersion, at, 'assignmentVersion'),
    assignmentDigest: digestFromBytes(wire.assignmentDigest, at),
    ...(wire.usage ? { usage: decodeUsage(wire.usage, inside(at, 'usage')) } : {}),
    ...(wire.endpointsDigest === undefined
      ? {}
      : { endpointsDigest: text(wire.endpointsDigest, at, 'endpointsDigest') }),
  };
}

const DIGEST_BYTES = 8;

/** Half of what its text takes: it travels with every heartbeat. */
function digestToBytes(hex: string): Uint8Array {
  assert(/^([0-9a-f]{16})?$/.test(hex), 'a digest is 16 lower-case hex digits, or empty');
  return Buffer.from(hex, 'hex');
}

function digestFromBytes(bytes: Uint8Array, at: Spot): string {
  if (bytes.length !== 0 && bytes.length !== DIGEST_BYTES) {
    fail(at, 'assignmentDigest', `has ${bytes.length} bytes, not ${DIGEST_BYTES}`);
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
