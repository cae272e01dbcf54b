/** The coordinator's end of the gRPC carrier: agents open one stream each. */
import { BerthError, isName, LIMITS, type NodeId, nodeId } from '@berth/core';
import type { FleetCarrier, FleetHandlers } from '../carrier.js';
import { callerOf } from './callers.js';
import { toStatus } from './errors.js';
import { GrpcFleetLink, type ProvenNode, type SessionCall } from './fleet-link.js';
import type { Grpc } from './load.js';
import { type GrpcServer, type GrpcService, type OpenServerOptions, openServer } from './server.js';
import { NODE_KEY, PROOF_KEY, RELAY_KEY, sessionMethod } from './session-call.js';

export type GrpcFleetOptions = Omit<OpenServerOptions, 'services' | 'receiveMessageBytes'> & {
  /** Others on the same port. */
  readonly services?: OpenServerOptions['services'];
  /**
   * Whether a coordinator may open links in the name of a node: why not, or undefined. Every agent could say that it is
   * one. Where certificates are asked for, only a coordinator's may, in its own name, whatever this says; else all may by
   * default, as all may name a node.
   */
  readonly mayRelay?: (relay: VouchedLink) => string | undefined;
  /** Unsent bytes of one link before it counts as stuck; LIMITS.agentQueueBytes by default. */
  readonly queueBytes?: number;
};

/** A link that a coordinator opens on behalf of a node. `peer`: address of its end, as the library names it. */
export type VouchedLink = { readonly by: string; readonly node: NodeId; readonly peer: string };

export interface GrpcFleetCarrier extends FleetCarrier {
  /** Undefined before listen has resolved. */
  server(): GrpcServer | undefined;
}

/** A message that is a little too large still comes through to the link, which can say so; beyond that the stream is cut. */
const OVERSIZE_ROOM_BYTES = 1024 * 1024;
/** For the last messages of links that are being closed. */
const CLOSE_GRACE_MS = 1_000;

export function grpcFleetCarrier(options: GrpcFleetOptions): GrpcFleetCarrier {
  let server: GrpcServer | undefined;
  const links = new Set<GrpcFleetLink>();
  return {
    name: 'grpc',
    server: () => server,
    listen: async (handlers) => {
      const tracked = tracking(links, handlers);
      const cut = (peer: string) => server?.cut(peer);
      server = await openServer({
        ...options,
        receiveMessageBytes: LIMITS.messageBytes + OVERSIZE_ROOM_BYTES,
        services: [(grpc) => fleetService(grpc, tracked, options, cut), ...(options.services ?? [])],
      });
    },
    close: async () => {
      for (const link of links) link.close('the coordinator is shutting down');
      await server?.close(CLOSE_GRACE_MS);
    },
  };
}

function tracking(links: Set<GrpcFleetLink>, handlers: FleetHandlers): FleetHandlers {
  return {
    onLink: (link) => {
      links.add(link as GrpcFleetLink);
      handlers.onLink(link);
    },
    onMessage: handlers.onMessage,
    onDown: (link, why) => {
      links.delete(link as GrpcFleetLink);
      handlers.onDown(link, why);
    },
  };
}

function fleetService(
  grpc: Grpc,
  handlers: FleetHandlers,
  options: GrpcFleetOptions,
  cut: (peer: string) => void,
): GrpcService {
  return {
    definition: { Session: sessionMethod(grpc) },
    implementation: {
      Session: (call: SessionCall) => {
        const refuse = (error: BerthError) => {
          call.on('data', () => {});
          call.emit('error', toStatus(grpc.library, error));
        };
        const proven = nodeOf(call, options.security !== undefined);
        if (proven instanceof BerthError) {
          refuse(proven);
          return;
        }
        const peer = call.getPeer();
        const by = call.metadata.get(RELAY_KEY)[0];
        const relayedBy = by === undefined ? {} : { relayedBy: String(by) };
        const why =
          by === undefined ? undefined : options.mayRelay?.({ by: String(by), node: proven.node, peer });
        if (why !== undefined) {
          refuse(new BerthError('refused', why));
          return;
        }
        new GrpcFleetLink(proven, call, {
          library: grpc.library,
          clock: options.clock,
          handlers,
          cut: () => cut(peer),
          queueBytes: options.queueBytes ?? LIMITS.agentQueueBytes,
          ...relayedBy,
        }).start();
      },
    },
  };
}

/**
 * Where certificates are asked for, the certificate alone says which node this is; a coordinator's may speak for any node,
 * and says by what that one has proved itself.
 */
function nodeOf(call: SessionCall, secure: boolean): ProvenNode | BerthError {
  try {
    const caller = callerOf(call, secure, ['node', 'coordinator']);
    const by = call.metadata.get(RELAY_KEY)[0];
    if (caller?.kind === 'node') {
      if (by !== undefined) return new BerthError('refused', `node "${caller.name}" speaks for nobody else`);
      const { name, serial, notAfterMs } = caller;
      return { node: nodeId(name), certificate: { serial, notAfterMs } };
    }
    if (caller && by !== caller.name) {
      return new BerthError('refused', `coordinator "${caller.name}" has to say that it speaks for a node`);
    }
  } catch (thrown) {
    return BerthError.from(thrown);
  }
  const node = call.metadata.get(NODE_KEY)[0];
  if (typeof node !== 'string' || !isName(node))
    return new BerthError('invalid_request', `the agent names no node in "${NODE_KEY}"`);
  const proof = /^([0-9a-f]{1,40}) (\d{1,16})$/.exec(String(call.metadata.get(PROOF_KEY)[0] ?? ''));
  if (secure && !proof)
    return new BerthError('refused', `nothing says by what node "${node}" has proved itself`);
  const certificate = secure && proof && { serial: proof[1] ?? '', notAfterMs: Number(proof[2]) };
  return { node: nodeId(node), ...(certificate && { certificate }) };
}
