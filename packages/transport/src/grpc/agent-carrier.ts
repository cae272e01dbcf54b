/** The agent's end of the gRPC carrier: one channel and one stream per link, never retried or reopened by itself. */
import type { Clock } from '@berth/core';
import { LIMITS } from '@berth/core';
import type { AgentCarrier } from '../carrier.js';
import { GrpcAgentLink } from './agent-link.js';
import { isLoopback } from './listen-address.js';
import type { ClientIdentity } from './secure-channel.js';

export type GrpcAgentOptions = {
  /** "host:port" of a coordinator's fleet listener. */
  readonly address: string;
  readonly clock: Clock;
  /** As whom, and whom it trusts: looked at for each link, because certificates are renewed. Absent: no TLS. */
  readonly identity?: () => ClientIdentity | undefined;
  /** Name of the coordinator that opens links in the name of agents. */
  readonly relayedBy?: string;
  /** Unsent bytes of one link before it counts as stuck; LIMITS.linkQueueBytes by default. */
  readonly queueBytes?: number;
  /**
   * Between pings to a silent coordinator. None by default: heartbeats already notice a dead coordinator, and its own
   * pings keep the path open; each more costs traffic that edges pay for.
   */
  readonly keepaliveMs?: number;
  /** How long a ping may stay unanswered, 20 s by default. */
  readonly keepaliveTimeoutMs?: number;
};

export function grpcAgentCarrier(options: GrpcAgentOptions): AgentCarrier {
  const channelOptions = channelOptionsOf(options);
  return {
    name: 'grpc',
    open: (node, handlers, proof) => {
      const link = new GrpcAgentLink(handlers, {
        address: options.address,
        clock: options.clock,
        ...(options.relayedBy !== undefined && { relayedBy: options.relayedBy }),
        queueBytes: options.queueBytes ?? LIMITS.linkQueueBytes,
        channelOptions,
        identity: options.identity ?? (() => undefined),
      });
      link.connect(node, proof);
      return link;
    },
  };
}

function channelOptionsOf(options: GrpcAgentOptions): Record<string, number> {
  const host = options.address.slice(0, options.address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return {
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    // A link of its own connection: no back-off inherited from the link before, nothing shared when one is cut.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': LIMITS.messageBytes,
    'grpc.max_send_message_length': LIMITS.messageBytes,
    'grpc.enable_channelz': 0,
    'grpc.enable_http_proxy': isLoopback(host) ? 0 : 1,
    ...(options.keepaliveMs === undefined
      ? {}
      : {
          'grpc.keepalive_time_ms': options.keepaliveMs,
          'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs ?? 20_000,
        }),
  };
}
