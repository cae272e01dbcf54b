/** Agents' links that a coordinator hands on keep the laws of carriers, whatever carries the two halves. */
import { systemClock, systemRandom } from '@berth/runtime';
import { FleetRelay, grpcAgentCarrier, grpcFleetCarrier, MemoryFabric } from '@berth/transport';
import { carrierConformance } from '../conformance/carrier.js';

const CLOCK = systemClock();
/** Nobody will lead instead: what ends on one side ends on the other at once. */
const OPTIONS = { clock: CLOCK, random: systemRandom(), holdMs: 0 };

carrierConformance(
  'memory, handed on',
  async (t) => {
    const fabric = new MemoryFabric({ clock: CLOCK });
    const relay = new FleetRelay({ carrier: fabric.fleet('follower'), ...OPTIONS });
    await relay.open();
    t.teardown(() => relay.close());
    relay.heard(1, () => fabric.agent('leader', 'follower'));
    return { fleet: fabric.fleet('leader'), agent: fabric.agent('follower') };
  },
  { ordered: true, direct: false },
);

carrierConformance(
  'grpc, handed on',
  async (t) => {
    const leader = grpcFleetCarrier({ address: '127.0.0.1:0', clock: CLOCK });
    const follower = grpcFleetCarrier({ address: '127.0.0.1:0', clock: CLOCK });
    const relay = new FleetRelay({ carrier: follower, ...OPTIONS });
    await relay.open();
    t.teardown(() => relay.close());
    t.teardown(() => leader.close());
    relay.heard(1, () => ({
      name: 'grpc',
      open: (node, handlers) => {
        const address = leader.server()?.address ?? '';
        return grpcAgentCarrier({ address, clock: CLOCK, relayedBy: 'follower' }).open(node, handlers);
      },
    }));
    return {
      fleet: leader,
      agent: grpcAgentCarrier({ address: follower.server()?.address ?? '', clock: CLOCK }),
    };
  },
  { ordered: true, direct: false },
);
