/** Messages between agents and coordinator as bytes, the same for every carrier. */
import { type AgentMessage, BerthError, type CoordinatorMessage, LIMITS } from '@berth/core';
import { messageCodec } from '@berth/proto';
import { decodeAgentMessage, encodeAgentMessage } from './agent-messages.js';
import { decodeCoordinatorMessage, encodeCoordinatorMessage } from './coordinator-messages.js';

const agentCodec = messageCodec('berth.fleet.v1.AgentMessage');
const coordinatorCodec = messageCodec('berth.fleet.v1.CoordinatorMessage');

/** Decoding throws BerthError "invalid_request" that names the field; encoding asserts that amounts are whole. */
export const fleetCodec = {
  encodeAgent: (message: AgentMessage): Uint8Array => agentCodec.encode(encodeAgentMessage(message)),
  decodeAgent: (bytes: Uint8Array): AgentMessage =>
    decodeAgentMessage(parse(bytes, agentCodec.decode, 'agent message')),
  encodeCoordinator: (message: CoordinatorMessage): Uint8Array =>
    coordinatorCodec.encode(encodeCoordinatorMessage(message)),
  decodeCoordinator: (bytes: Uint8Array): CoordinatorMessage =>
    decodeCoordinatorMessage(parse(bytes, coordinatorCodec.decode, 'coordinator message')),
} as const;

/** Says so in one line when bytes are over the bound of a message; undefined when they are not. */
export function messageTooLarge(bytes: Uint8Array): string | undefined {
  if (bytes.length <= LIMITS.messageBytes) return undefined;
  return `a message of ${bytes.length} bytes is over the bound of ${LIMITS.messageBytes}`;
}

function parse<Wire>(bytes: Uint8Array, decode: (bytes: Uint8Array) => Wire, what: string): Wire {
  const problem = messageTooLarge(bytes);
  if (problem) throw new BerthError('invalid_request', problem);
  try {
    return decode(bytes);
  } catch (thrown) {
    throw new BerthError('invalid_request', `${what} cannot be read: these bytes are no such message`, {
      cause: thrown,
    });
  }
}
