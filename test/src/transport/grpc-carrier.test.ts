import { systemClock } from '@berth/runtime';
import { grpcAgentCarrier, grpcFleetCarrier } from '@berth/transport';
import { carrierConformance } from '../conformance/carrier.js';

carrierConformance(
  'grpc',
  async (t) => {
    const clock = systemClock();
    const fleet = grpcFleetCarrier({ address: '127.0.0.1:0', clock });
    t.teardown(() => fleet.close());
    return {
      fleet,
      // The port is known only when the fleet listens.
      agent: {
        name: 'grpc',
        open: (node, handlers) =>
          grpcAgentCarrier({ address: fleet.server()?.address ?? '', clock }).open(node, handlers),
      },
    };
  },
  { ordered: true, direct: true },
);
