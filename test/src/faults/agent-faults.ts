/** Agents whose way to the coordinators is cut, both ways or one way. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, PATIENCE_MS, type Scene, type Undo } from './fault.js';

/** It knows NATS only. */
export const ONE_WAY_AGENT = 'n1';
/** It knows gRPC and NATS. */
export const TWO_WAY_AGENT = 'n2';

export const agentCutOff: Fault = {
  name: 'agent cut off',
  ...{ isNamed: true, isShort: true, fitsIn: true },
  strike: async ({ cluster, weatherMs }) => {
    await cluster.network.cutOff(ONE_WAY_AGENT, true);
    const healed = delay(weatherMs).then(() => cluster.network.cutOff(ONE_WAY_AGENT, false));
    return () => healed;
  },
};

export const agentUnheard: Fault = {
  name: 'carrier from agent dead',
  isShort: true,
  strike: (scene) => carrierDead(scene, 'sends'),
};

export const agentDeaf: Fault = {
  name: 'carrier to agent dead',
  strike: (scene) => carrierDead(scene, 'hears'),
};

/** The one that is in use; undone when the agent goes the other way. */
async function carrierDead({ cluster, violation }: Scene, who: 'sends' | 'hears'): Promise<Undo> {
  await becomes(() => cluster.carrierOf(TWO_WAY_AGENT) !== undefined);
  const carrier = cluster.carrierOf(TWO_WAY_AGENT) ?? 'grpc';
  const isEnd = (name: string) => cluster.isEndOf(carrier, name);
  await cluster.network.set({ stopped: true }, (from, to) =>
    who === 'sends' ? from === TWO_WAY_AGENT && isEnd(to) : to === TWO_WAY_AGENT && isEnd(from),
  );
  return async () => {
    const other = carrier === 'grpc' ? 'nats' : 'grpc';
    if (!(await becomes(() => cluster.carrierOf(TWO_WAY_AGENT) === other)))
      violation(`${TWO_WAY_AGENT} did not go over from ${carrier} to ${other}`);
    await cluster.network.clear();
  };
}

async function becomes(what: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
    if (what()) return true;
    await delay(100);
  }
  return false;
}
