/** The coordinator's end of the gRPC carrier: agents open one stream each. */
import { BerthError, isName, LIMITS, type NodeId, nodeId } from '@berth/core';
import type { FleetCarrier, FleetHandlers } from '../carrier.js';
import { toStatus } from './errors.js';
import { GrpcFleetLink, type SessionCall } from './fleet-link.js';
import type { Grpc } from './load.js';
import { type GrpcServer, type GrpcService, type OpenServerOptions, openServer } from './server.js';
import { NODE_KEY, RELAY_KEY, sessionMethod } from './session-call.js';

export type GrpcFleetOptions = Omit<OpenServerOptions, 'services' | 'receiveMessageBytes'> & {
  /** Others on the same port. */
  readonly services?: OpenServerOptions['services'];
  /**
   * Whether a coordinator may open links in the name of a node: why not, or undefined. Every agent could say that it is
   * one, so this has to look at who is at the other end (its certificate). All may by default, as all may name a node.
   */
  readonly mayRelay?: (relay: VouchedLink) => string | undefined;
  /** Unsent bytes of one link before it counts as stuck; LIMITS.linkQueueBytes by default. */
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
        const node = call.metadata.get(NODE_KEY)[0];
        if (typeof node !== 'string' || !isName(node)) {
          const error = new BerthError('invalid_request', `the agent names no node in "${NODE_KEY}"`);
          refuse(error);
          return;
        }
        const peer = call.getPeer();
        const by = call.metadata.get(RELAY_KEY)[0];
        const relayedBy = by === undefined ? {} : { relayedBy: String(by) };
        const why =
          by === undefined ? undefined : options.mayRelay?.({ by: String(by), node: nodeId(node), peer });
        if (why !== undefined) {
          refuse(new BerthError('refused', why));
          return;
        }
        new GrpcFleetLink(nodeId(node), call, {
          library: grpc.library,
          clock: options.clock,
          handlers,
          cut: () => cut(peer),
          queueBytes: options.queueBytes ?? LIMITS.linkQueueBytes,
          ...relayedBy,
        }).start();
      },
    },
  };
}
