/** Links that carry one direction only, that are slow, or that lose packets. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Weather } from '../transport/lane.js';
import { COORDINATOR_GOAL_MS, leaderOf } from './coordinator-faults.js';
import type { Fault, Scene } from './fault.js';
import type { Where } from './network.js';
import { OTHERS } from './replicated-cluster.js';
import { streamLeaderOf } from './server-faults.js';

const STREAM_GOAL_MS = 10_000;
const DELAY_MS = 100;
const LOSSES = [0.05, 0.1, 0.2] as const;
const DEAD: Weather = { stopped: true };
const isServer = (name: string) => name.startsWith('nats-');

/** Of who leads, by what it sends to or hears from those that `others` names. */
function oneWay(
  name: string,
  of: (scene: Scene) => Promise<string>,
  who: 'sends' | 'hears',
  others: (name: string) => boolean,
  more: Partial<Fault>,
): Fault {
  const strike: Fault['strike'] = async (scene) => {
    const lame = await of(scene);
    const where: Where = (from, to) =>
      who === 'sends' ? from === lame && others(to) : to === lame && others(from);
    return weather(scene, DEAD, where);
  };
  return { name, ...more, strike };
}

async function weather({ cluster, weatherMs }: Scene, kind: Weather, where: Where) {
  await cluster.network.set(kind, where);
  const atLeast = delay(weatherMs);
  return async () => {
    await atLeast;
    await cluster.network.clear();
  };
}

const toCoordinator = { goalMs: COORDINATOR_GOAL_MS };
const toStream = { goalMs: STREAM_GOAL_MS };
const isOthers = (name: string) => name === OTHERS;

export const leaderToNatsDead = oneWay('leader to NATS dead', leaderOf, 'sends', isServer, {
  ...toCoordinator,
  isShort: true,
});
export const natsToLeaderDead = oneWay('NATS to leader dead', leaderOf, 'hears', isServer, toCoordinator);
export const routesOutDead = oneWay('routes from stream leader dead', streamLeaderOf, 'sends', isServer, {
  ...toStream,
  isShort: true,
});
/** No goal: the others hear their leader, so that none of them offers itself until the leader has noticed, after 10 s. */
export const routesInDead = oneWay('routes to stream leader dead', streamLeaderOf, 'hears', isServer, {});
export const askingLeaderDead = oneWay('followers to leader dead', leaderOf, 'hears', isOthers, {});
export const answeringDead = oneWay('leader to followers dead', leaderOf, 'sends', isOthers, {});

/** One pair only: the two still hear each other through the third. */
export const oneRouteDead: Fault = {
  name: 'one route dead one way',
  ...toStream,
  strike: async (scene) => {
    const leader = await streamLeaderOf(scene);
    const other = scene.cluster.servers.find(({ name }) => name !== leader)?.name;
    return weather(scene, DEAD, (from, to) => from === leader && to === other);
  },
};

export const allSlow: Fault = {
  name: '100 ms delay everywhere',
  strike: (scene) => weather(scene, { delayMs: DELAY_MS }, () => true),
};

export const packetsLost: Fault = {
  name: '5 to 20 % of packets lost',
  isShort: true,
  strike: (scene) => {
    const loss = LOSSES[Math.floor(Math.random() * LOSSES.length)] as number;
    return weather(scene, { loss }, () => true);
  },
};
