import { nodeId } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import { type NatsAgentCarrier, natsAgentCarrier, natsFleetCarrier } from '@berth/transport';
import test from 'ava';
import { carrierConformance } from '../conformance/carrier.js';
import { startNatsCluster } from '../nats/servers.js';

const clock = systemClock();
const random = systemRandom();
let servers: Awaited<ReturnType<typeof startNatsCluster>>;
let tests = 0;

// Agents on one server, the coordinator on another: what passes goes over a route. Each law has a name of its own.
const ends: (() => void | Promise<void>)[] = [];
test.before(async () => {
  servers = await startNatsCluster({ teardown: (end) => void ends.push(end) });
});
test.after.always(async () => {
  for (const end of ends.reverse()) await end();
});

carrierConformance(
  'nats, two servers',
  async (t) => {
    const cluster = `law-${++tests}`;
    const [one, other] = servers.map(({ url }) => ({ servers: [url], name: cluster }));
    if (!one || !other) throw new Error('a cluster of one server');
    const fleet = natsFleetCarrier({ nats: one, cluster, clock, random });
    t.teardown(() => fleet.close());
    const carriers = new Map<string, NatsAgentCarrier>();
    return {
      fleet,
      // Of one agent's carrier all links share a connection.
      agent: {
        name: 'nats',
        open: (node, handlers) => {
          const carrier =
            carriers.get(node) ??
            natsAgentCarrier({ nats: other, cluster, node: nodeId(node), clock, random });
          if (!carriers.has(node)) t.teardown(() => carrier.close());
          carriers.set(node, carrier);
          return carrier.open(node, handlers);
        },
      },
    };
  },
  { ordered: true, direct: true },
);
