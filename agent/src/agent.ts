/** Puts an agent together from its parts. Everything real is passed in: the simulator runs this very code. */
import type { Clock, Log, NodeInfo, Random, Usage } from '@berth/core';
import type { AgentCarrier } from '@berth/transport';
import type { Driver } from './drivers/driver.js';
import { EndpointBook } from './endpoints/endpoint-book.js';
import type { EndpointFiles } from './endpoints/endpoint-files.js';
import type { Checker } from './health/checker.js';
import { HealthMonitor } from './health/health-monitor.js';
import type { Journal } from './journal/journal.js';
import { ExecHost } from './link/exec-host.js';
import { LogSender } from './link/log-sender.js';
import { type PeerPort, type SecretPort, Session, type UpdatePort, type VolumePort } from './link/session.js';
import { Assignments } from './placements/assignments.js';
import { Runner } from './placements/runner.js';

export type AgentDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Tried in turn; at least one. */
  readonly carriers: readonly AgentCarrier[];
  readonly journal: Journal;
  readonly driver: Driver;
  /** Asks copies how they are. */
  readonly checker: Checker;
  /** Where workloads find the endpoints that they want to know. */
  readonly endpointFiles: EndpointFiles;
  readonly node: NodeInfo;
  /** A name of this start, which no other has; absent in the simulator. */
  readonly process?: string;
  /** What the host uses now, if it changed enough to be worth telling. */
  readonly usage?: () => Usage | undefined;
  /** Others of the site; absent where they are not to be asked. */
  readonly peers?: PeerPort;
  /** What brings it to another version; absent where it has one only. */
  readonly updates?: UpdatePort;
  /** Absent: this agent is given none. */
  readonly secrets?: SecretPort;
  /** Absent: this agent keeps none. */
  readonly volumes?: VolumePort;
  /** Each time a coordinator has welcomed this agent. */
  readonly onWelcome?: () => void;
  /** Each time a coordinator will not have it. */
  readonly onRefused?: (why: string) => void;
  /** False only where a test proves that fencing matters. */
  readonly fencing?: boolean;
};

export type Agent = {
  readonly connected: () => boolean;
  readonly digest: () => string;
  /** What is known of this node by now, instead of what it said before. */
  readonly describe: (node: NodeInfo) => void;
  /** Of the endpoints that it was told. */
  readonly endpointsDigest: () => string;
  /** Leaves the workloads running, unless told otherwise, and resolves when the journal may be closed. */
  readonly stop: (options?: { readonly stopWorkloads?: boolean }) => Promise<void>;
};

/** Starts what the journal says before it looks for a coordinator: a node without a link works. */
export async function startAgent(deps: AgentDeps): Promise<Agent> {
  const { clock, random, log, journal, driver, checker, node, carriers } = deps;
  const contents = await journal.load();
  const endpoints = new EndpointBook(deps.endpointFiles, log);
  const health = new HealthMonitor({ clock, random, checker });
  const runner: Runner = new Runner({
    ...{ clock, random, log, journal, driver, health, endpoints },
    onStatus: () => session.statusChanged(),
  });
  const session: Session = new Session({
    ...{ clock, random, log, carriers, node, runner, endpoints },
    instance: contents.instance,
    ...(deps.process !== undefined && { process: deps.process }),
    assignments: new Assignments(journal, contents),
    logs: new LogSender({ driver, log }),
    execs: new ExecHost({ driver, clock, log, copyOf: (placement) => runner.records.copyOf(placement) }),
    peers: deps.peers,
    updates: deps.updates,
    secrets: deps.secrets,
    volumes: deps.volumes,
    usage: deps.usage ?? (() => undefined),
    onWelcome: deps.onWelcome ?? (() => {}),
    onRefused: deps.onRefused ?? (() => {}),
    fencing: deps.fencing ?? true,
  });
  await endpoints.load(
    contents.records.flatMap(({ assigned, run }) =>
      run.upstreams ? [{ placement: assigned.id, upstreams: run.upstreams }] : [],
    ),
  );
  await runner.restore(contents);
  session.open();
  return {
    connected: () => session.connected,
    digest: () => runner.digest,
    describe: (known) => session.describe(known),
    endpointsDigest: () => endpoints.digest,
    stop: async ({ stopWorkloads = false } = {}) => {
      session.close();
      if (stopWorkloads) await runner.stopAll();
      else runner.close();
      await runner.idle();
    },
  };
}
