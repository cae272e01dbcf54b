/** Coordinators that are killed, stopped, told to end, or cut off from NATS. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Scene, Undo } from './fault.js';

export const COORDINATOR_GOAL_MS = 15_000;
const HAND_OVER_GOAL_MS = 2_000;
/** Longer than followers wait. */
const FOLLOWER_STOP_MS = 15_000;

export const leaderKilled: Fault = {
  name: 'leader killed',
  goalMs: COORDINATOR_GOAL_MS,
  ...{ isNamed: true, isShort: true },
  strike: async (scene) => {
    scene.cluster.signal(await leaderOf(scene), 'SIGKILL');
    return async () => {};
  },
};

export const leaderStopped: Fault = {
  name: 'leader stopped',
  goalMs: COORDINATOR_GOAL_MS,
  ...{ isNamed: true, isShort: true, isPatient: true },
  strike: async (scene) => stopped(scene, await leaderOf(scene), scene.stopMs),
};

export const leaderCutOff: Fault = {
  name: 'leader cut off',
  goalMs: COORDINATOR_GOAL_MS,
  ...{ isNamed: true, isShort: true },
  strike: async (scene) => {
    const { network } = scene.cluster;
    const leader = await leaderOf(scene);
    await network.cutOff(leader, true);
    return () => network.cutOff(leader, false);
  },
};

export const leaderHandedOver: Fault = {
  name: 'leader handed over',
  goalMs: HAND_OVER_GOAL_MS,
  ...{ isNamed: true, isShort: true },
  strike: async (scene) => {
    const leader = await leaderOf(scene);
    scene.cluster.signal(leader, 'SIGTERM');
    return async () => {
      const code = await scene.cluster.ended(leader);
      if (code !== 0) scene.violation(`${leader} was told to end, and ended with code ${code}`);
    };
  },
};

export const followerStopped: Fault = {
  name: 'follower stopped',
  strike: async (scene) => stopped(scene, await followerOf(scene), FOLLOWER_STOP_MS),
};

/** Wakes by itself, so that what it says to whoever asked it meanwhile comes late. */
async function stopped({ cluster }: Scene, name: string, forMs: number): Promise<Undo> {
  cluster.signal(name, 'SIGSTOP');
  const wake = delay(forMs).then(() => cluster.signal(name, 'SIGCONT'));
  return () => wake;
}

export function leaderOf({ cluster }: Scene): Promise<string> {
  return cluster.agreedLeader();
}

export async function followerOf(scene: Scene): Promise<string> {
  const leader = await leaderOf(scene);
  return scene.cluster.names.find((name) => name !== leader) as string;
}
