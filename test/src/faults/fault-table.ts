/** All faults, in the order in which they are struck. */
import { agentCutOff, agentDeaf, agentUnheard } from './agent-faults.js';
import {
  followerStopped,
  leaderCutOff,
  leaderHandedOver,
  leaderKilled,
  leaderStopped,
} from './coordinator-faults.js';
import { coordinatorDiskFull, serverDiskFull } from './disk-faults.js';
import type { Fault } from './fault.js';
import {
  allSlow,
  answeringDead,
  askingLeaderDead,
  leaderToNatsDead,
  natsToLeaderDead,
  oneRouteDead,
  packetsLost,
  routesInDead,
  routesOutDead,
} from './network-faults.js';
import {
  allEmptied,
  bitsFlippedWhileDown,
  bitsFlippedWhileUp,
  bothLeadersKilled,
  serverEmptied,
  streamLeaderKilled,
  streamLeaderStopped,
} from './server-faults.js';

export const FAULTS: readonly Fault[] = [
  leaderKilled,
  leaderCutOff,
  streamLeaderKilled,
  leaderStopped,
  agentCutOff,
  leaderHandedOver,
  leaderToNatsDead,
  natsToLeaderDead,
  routesOutDead,
  routesInDead,
  oneRouteDead,
  askingLeaderDead,
  answeringDead,
  agentUnheard,
  agentDeaf,
  allSlow,
  packetsLost,
  streamLeaderStopped,
  followerStopped,
  bothLeadersKilled,
  serverEmptied,
  bitsFlippedWhileDown,
  bitsFlippedWhileUp,
  serverDiskFull,
  coordinatorDiskFull,
  allEmptied,
];
