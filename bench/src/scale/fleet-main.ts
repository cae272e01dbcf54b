/** The process that holds the simulated agents: production agents and carriers, a connection each, no workloads. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Agent, Driver } from '@berth/agent';
import type { Log, StatusReport } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import { type AgentCarrier, grpcAgentCarrier, natsAgentCarrier } from '@berth/transport';
import { percentile } from '../report.js';
import { idleDriver, quietLog, simulatedAgent, simulatedNode } from '../simulated-agent.js';
import type { FleetAnswer, FleetRequest, FleetStatus, FleetWish, Latencies } from './fleet-messages.js';
import { SocketBytes } from './socket-bytes.js';
import { watched } from './watched-carrier.js';

/** More at a time and this one process, which is all of them, would be too slow for the time-outs of each. */
const OPENING = 1_000;
const OPENING_LOOK_MS = 10;

/** What coordinators refuse is counted; what goes wrong between two processes is expected here, and counted too. */
class AgentFleet {
  readonly #clock = systemClock();
  readonly #sockets = new SocketBytes();
  readonly #agents: Agent[] = [];
  readonly #starts = new Map<string, number>();
  /** Of each stack, when its placements were acknowledged as running, ms since 1970. */
  readonly #runningAtMs = new Map<string, number[]>();
  readonly #running = new Set<string>();
  #roundAtMs = 0;
  #welcomedMs: number[] = [];
  #welcomed = new Set<number>();
  #refused = 0;
  #linksLost = 0;
  #messages = 0;

  async open(wish: FleetWish): Promise<void> {
    this.round();
    const grpc = wish.carrier === 'grpc' && grpcAgentCarrier({ address: wish.address, clock: this.#clock });
    for (let at = 0; at < wish.agents; at++) {
      while (at - this.#welcomedMs.length >= OPENING) await delay(OPENING_LOOK_MS);
      const carrier = grpc || natsCarrier(wish, at);
      this.#agents.push(await this.#agent(at, wish.room, carrier));
    }
  }

  round(): void {
    this.#roundAtMs = performance.now();
    this.#welcomedMs = [];
    this.#welcomed = new Set();
  }

  get welcomedMs(): readonly number[] {
    return this.#welcomedMs;
  }

  status(): FleetStatus {
    let connected = 0;
    for (const agent of this.#agents) if (agent.connected()) connected++;
    let starts = 0;
    let startedTwice = 0;
    for (const times of this.#starts.values()) {
      starts += times;
      if (times > 1) startedTwice++;
    }
    return {
      connected,
      welcomed: this.#welcomedMs.length,
      refused: this.#refused,
      linksLost: this.#linksLost,
      messages: this.#messages,
      connections: this.#sockets.connections,
      bytes: this.#sockets.bytes,
      starts,
      startedTwice,
      acknowledged: this.#running.size,
    };
  }

  latencies(askedAtMs: Readonly<Record<string, number>>): Latencies {
    const all: number[] = [];
    for (const [stack, times] of this.#runningAtMs) {
      const askedMs = askedAtMs[stack];
      if (askedMs !== undefined) for (const atMs of times) all.push(atMs - askedMs);
    }
    const [p50Ms, p99Ms, maxMs] = [0.5, 0.99, 1].map((share) => percentile(all, share));
    return { count: all.length, p50Ms: p50Ms ?? 0, p99Ms: p99Ms ?? 0, maxMs: maxMs ?? 0 };
  }

  #agent(at: number, room: number, carrier: AgentCarrier): Promise<Agent> {
    const log: Log = {
      ...quietLog,
      warn: () => {},
      error: (message, fields) => {
        if (message === 'the coordinator refused this agent') this.#refused++;
        else quietLog.error(`${message} ${JSON.stringify(fields)}`);
      },
    };
    return simulatedAgent(at, {
      ...{ clock: this.#clock, room, log, driver: this.#driver() },
      carrier: watched(carrier, {
        onMessage: () => {
          this.#messages++;
        },
        onDown: () => {
          this.#linksLost++;
        },
        onAcknowledged: (report) => this.#acknowledged(report),
      }),
      onWelcome: () => this.#onWelcome(at),
    });
  }

  #onWelcome(at: number): void {
    if (this.#welcomed.has(at)) return;
    this.#welcomed.add(at);
    this.#welcomedMs.push(performance.now() - this.#roundAtMs);
  }

  #acknowledged({ statuses }: StatusReport): void {
    const nowMs = performance.timeOrigin + performance.now();
    for (const { placement, phase } of statuses) {
      if (phase !== 'running' || this.#running.has(placement)) continue;
      this.#running.add(placement);
      const stack = placement.slice(0, placement.indexOf('/'));
      const times = this.#runningAtMs.get(stack);
      if (times) times.push(nowMs);
      else this.#runningAtMs.set(stack, [nowMs]);
    }
  }

  #driver(): Driver {
    const idle = idleDriver();
    return {
      ...idle,
      start: (request) => {
        this.#starts.set(request.placement, (this.#starts.get(request.placement) ?? 0) + 1);
        return idle.start(request);
      },
    };
  }
}

function natsCarrier(wish: FleetWish, at: number): AgentCarrier {
  if (wish.carrier !== 'nats') throw new Error('no address of NATS');
  const [node, { servers }] = [simulatedNode(at), wish];
  // As agents of several sites would: not all at the first server.
  const turned = servers.map((_, next) => servers[(at + next) % servers.length] ?? '');
  return natsAgentCarrier({
    nats: { servers: turned, name: node },
    ...{ cluster: 'default', node, clock: systemClock(), random: systemRandom() },
  });
}

const fleet = new AgentFleet();

async function answer(request: FleetRequest): Promise<FleetAnswer> {
  switch (request.kind) {
    case 'open':
      // Goes on while the others are asked how far it is.
      void fleet.open(request.wish);
      return { kind: 'done' };
    case 'round':
      fleet.round();
      return { kind: 'done' };
    case 'status':
      return { kind: 'status', status: fleet.status() };
    case 'welcomes':
      return { kind: 'welcomes', welcomedMs: fleet.welcomedMs };
    case 'latencies':
      return { kind: 'latencies', latencies: fleet.latencies(request.askedAtMs) };
  }
}

process.on('message', (request: FleetRequest) => {
  void answer(request).then((said) => process.send?.(said));
});
process.once('disconnect', () => process.exit(0));
