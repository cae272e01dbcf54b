import { type NodeId, nodeId } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import {
  type AgentLinkHandlers,
  type NatsAgentCarrier,
  natsAgentCarrier,
  natsFleetCarrier,
} from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { carrierConformance } from '../conformance/carrier.js';
import { streamsConformance } from '../conformance/streams.js';
import { startNatsServer } from '../nats/servers.js';

const clock = systemClock();
const random = systemRandom();
let server: Awaited<ReturnType<typeof startNatsServer>>;
let tests = 0;

// One server for all: each law has a cluster name of its own on it.
const ends: (() => void | Promise<void>)[] = [];
test.before(async () => {
  server = await startNatsServer({ teardown: (end) => void ends.push(end) }, { config: 'max_payload: 64KB' });
});
test.after.always(async () => {
  for (const end of ends.reverse()) await end();
});

const open = async (t: ExecutionContext) => {
  const cluster = `law-${++tests}`;
  const nats = { servers: [server.url], name: cluster };
  const fleet = natsFleetCarrier({ nats, cluster, clock, random });
  t.teardown(() => fleet.close());
  const carriers = new Map<string, NatsAgentCarrier>();
  return {
    fleet,
    // Of one agent's carrier all links share a connection.
    agent: {
      name: 'nats',
      open: (node: NodeId, handlers: AgentLinkHandlers) => {
        const carrier =
          carriers.get(node) ?? natsAgentCarrier({ nats, cluster, node: nodeId(node), clock, random });
        if (!carriers.has(node)) t.teardown(() => carrier.close());
        carriers.set(node, carrier);
        return carrier.open(node, handlers);
      },
    },
  };
};

carrierConformance('nats', open, { ordered: true, direct: true });
streamsConformance('nats', open);
