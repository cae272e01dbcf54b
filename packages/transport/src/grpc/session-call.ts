/** The session call as bytes: the carriers encode and decode themselves, so that they can say what was wrong and count. */
import type { MethodDefinition } from '@grpc/grpc-js';
import type { Grpc } from './load.js';

/** Names the agent's node, by its own word: looked at only where no certificates are asked for. */
export const NODE_KEY = 'berth-node';

/** Names the coordinator that hands a link on in the name of the node. Who may say so is for `mayRelay` to decide. */
export const RELAY_KEY = 'berth-relayed-by';

/** What the node has proved itself by to the coordinator that speaks for it: the serial, and the end of its time. */
export const PROOF_KEY = 'berth-proof';

export type SessionMethod = MethodDefinition<Buffer, Buffer>;

export function sessionMethod(grpc: Grpc): SessionMethod {
  const generated = grpc.proto.berth.fleet.v1.FleetService.service.Session;
  return {
    path: generated.path,
    requestStream: true,
    responseStream: true,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
