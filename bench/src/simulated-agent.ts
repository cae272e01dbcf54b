/** Production agents without processes: their runs begin at once, end when they are stopped, and cost nothing. */
import {
  type Agent,
  type Driver,
  MemoryEndpointFiles,
  MemoryJournalDisk,
  type RunHandle,
  startAgent,
} from '@berth/agent';
import { type Clock, type Log, type NodeId, type NodeInfo, nodeId } from '@berth/core';
import { systemRandom } from '@berth/runtime';
import type { AgentCarrier } from '@berth/transport';

export type AgentWish = {
  readonly clock: Clock;
  readonly carrier: AgentCarrier;
  /** Placements that have to fit, each of `EACH`. */
  readonly room: number;
  readonly log?: Log;
  readonly driver?: Driver;
  readonly onWelcome?: () => void;
};

/** Stack file: what one copy asks for. */
export const EACH = { cpu: '10m', memory: '8Mi', ports: { http: 'auto' } } as const;

/** The `at`th agent of a fleet. */
export function simulatedAgent(at: number, { carrier, room, ...wish }: AgentWish): Promise<Agent> {
  return startAgent({
    // No run of a measurement has checks.
    checker: { check: async () => ({ ok: false, message: 'nothing runs here' }) },
    endpointFiles: new MemoryEndpointFiles(),
    ...{ log: quietLog, driver: idleDriver(), ...wish },
    random: systemRandom(),
    carriers: [carrier],
    journal: new MemoryJournalDisk({ instance: `agent-${at}` }).open(),
    node: nodeInfo(at, room),
  });
}

export function simulatedNode(at: number): NodeId {
  return nodeId(`node-${String(at).padStart(5, '0')}`);
}

export function nodeInfo(at: number, room: number): NodeInfo {
  const amount = (total: number) => ({ total, reserved: 0, allocationRatio: 1 });
  return {
    id: simulatedNode(at),
    address: '127.0.0.1',
    site: `site-${at % 50}`,
    region: 'bench',
    arch: 'x64',
    os: 'linux',
    labels: {},
    taints: [],
    attributes: {},
    inventory: {
      // Machines differ a little, as they do.
      resources: { cpu: amount(room * (10 + (at % 7))), memory: amount(room * 8) },
      ports: { first: 20_000, last: 20_000 + room },
      devices: [],
    },
  };
}

/** Runs are there at once and cost nothing. */
export function idleDriver(): Driver {
  const ends = new Map<RunHandle, () => void>();
  return {
    name: 'idle',
    attributes: async () => ({}),
    start: async ({ placement }) => ({ driver: 'idle', placement }),
    find: async () => undefined,
    isAlive: async (handle) => ends.has(handle),
    wait: (handle) =>
      new Promise((resolve) => {
        ends.set(handle, () => resolve({ exitCode: 0, message: 'stopped' }));
      }),
    stop: async (handle) => {
      ends.get(handle)?.();
      ends.delete(handle);
    },
    fence: async () => {},
    remove: async () => {},
    logs: async function* () {},
  };
}

/** Says only what must not happen in a measurement. */
export const quietLog: Log = {
  debug: () => {},
  info: () => {},
  warn: (message) => void process.stderr.write(`  warning: ${message}\n`),
  error: (message) => void process.stderr.write(`  error: ${message}\n`),
};
