import type { NodeId } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { type AgentLinkHandlers, grpcAgentCarrier, grpcFleetCarrier } from '@berth/transport';
import type { ExecutionContext } from 'ava';
import { carrierConformance } from '../conformance/carrier.js';
import { streamsConformance } from '../conformance/streams.js';

const open = async (t: ExecutionContext) => {
  const clock = systemClock();
  const fleet = grpcFleetCarrier({ address: '127.0.0.1:0', clock });
  t.teardown(() => fleet.close());
  return {
    fleet,
    // The port is known only when the fleet listens.
    agent: {
      name: 'grpc',
      open: (node: NodeId, handlers: AgentLinkHandlers) =>
        grpcAgentCarrier({ address: fleet.server()?.address ?? '', clock }).open(node, handlers),
    },
  };
};

carrierConformance('grpc', open, { ordered: true, direct: true });
streamsConformance('grpc', open);
