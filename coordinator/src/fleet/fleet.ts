/**
 * The sessions with the agents: who is there, what they were told, and how long they have been silent.
 *
 * Invariants: 1. at most one session per node is obeyed, the newest of the instance that holds the name; 2. an
 * assignment is sent only after the block that made it is durable; 3. silence is measured on the monotonic clock, from
 * the last message of the node or the start of this coordinator and what a leader before it may have renewed (lead-proof.ts),
 * whichever is later.
 */
import {
  type AgentMessage,
  AssignmentSizes,
  assertNever,
  type Clock,
  type ClusterState,
  decideConnection,
  decideExpiry,
  decideHello,
  decideQuarantine,
  decideStatus,
  decideVolumesDeleted,
  endpointsDigest,
  type Heartbeat,
  type Hello,
  LIMITS,
  type Log,
  type NodeId,
  type NodeRecord,
  type Observations,
  type SecretsRequest,
  type StatusReport,
  settleAgentUpdate,
  settleDispatches,
  type Usage,
  type WorkloadKey,
  whyNotTrusted,
} from '@berth/core';
import type { FleetCarrier, FleetLink } from '@berth/transport';
import type { Commit, Loop } from '../loop.js';
import type { LeadProof } from '../replica/lead-proof.js';
import type { SecretVault } from '../secret-vault.js';
import { AgentFeed } from './agent-feed.js';
import { confirmationFor, deltaFor, snapshotFor } from './assignments.js';
import { type EndpointFeed, type ToldEndpoints, updatesFor } from './endpoint-feed.js';
import type { ExecStreams } from './exec-streams.js';
import type { LogStreams } from './log-streams.js';
import { RefusedClaims } from './refused-claims.js';
import { tellRemoved, tellRemovedAgain } from './removed-volumes.js';
import { SiteWatch } from './site-watch.js';
import { holdsAll, ToldAssignment, type ToldDeps } from './told-assignment.js';
import { Twins } from './twins.js';

export type Timings = {
  /** How often agents are asked to report. */
  readonly heartbeatMs: number;
  /** A node that is silent for this long is disconnected. */
  readonly leaseMs: number;
  /** How often leases, times to live and wake-ups are looked at. */
  readonly tickMs: number;
};

/** What one agent that joins takes of a core, and some room beside it. */
const JOIN_MS = 2;

export const DEFAULT_TIMINGS: Timings = { heartbeatMs: 15_000, leaseMs: 30_000, tickMs: 1_000 };

type Session = {
  readonly link: FleetLink;
  readonly instance: string;
  readonly told: ToldAssignment;
  /** Undefined: it was not told of any yet, or its agent does not know what they are. */
  endpoints: ToldEndpoints | undefined;
  endpointsAtMs: number;
};

export type FleetDeps = {
  readonly state: ClusterState;
  readonly loop: Loop;
  readonly ledgerId: string;
  readonly carriers: readonly FleetCarrier[];
  readonly logs: LogStreams;
  readonly execs: ExecStreams;
  readonly endpoints: EndpointFeed;
  readonly clock: Clock;
  /** Wall clock of this coordinator. */
  readonly nowMs: () => number;
  readonly log: Log;
  readonly timings: Timings;
  readonly proof: LeadProof;
  /** Whether this coordinator hands out the agent with this digest. */
  readonly handsOut: (digest: string) => boolean;
  /** Absent: it keeps no secrets. */
  readonly vault?: SecretVault;
  /** A larger assignment is sent in pieces. */
  readonly pieceBytes: number;
};

export class Fleet {
  readonly #deps: FleetDeps;
  readonly #sessions = new Map<NodeId, Session>();
  readonly #heardAtMs = new Map<NodeId, number>();
  readonly #usage = new Map<NodeId, Usage>();
  readonly #sites: SiteWatch;
  readonly #agents: AgentFeed;
  readonly #wakes = new Map<WorkloadKey, number>();
  readonly #silentFromMs: number;
  readonly #twins: Twins;
  /** Links whose hello is being judged. */
  readonly #arriving = new Set<FleetLink>();
  readonly #claims: RefusedClaims;
  readonly #telling: ToldDeps;
  #cancelTick: () => void = () => {};

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    const { state, clock, log, ledgerId, timings, proof, pieceBytes } = deps;
    const crossMs = timings.heartbeatMs / 2;
    this.#telling = { clock, log, sizes: new AssignmentSizes(), pieceBytes, crossMs };
    this.#silentFromMs = clock.monotonicMs() + proof.proofMs;
    this.#sites = new SiteWatch({
      ...{ state, clock, ledgerId, leaseMs: timings.leaseMs },
      send: (node, message) => this.linkTo(node)?.send(message) ?? false,
    });
    this.#twins = new Twins(deps.clock);
    this.#claims = new RefusedClaims(deps);
    this.#agents = new AgentFeed({ state, clock, leaseMs: timings.leaseMs, handsOut: deps.handsOut });
  }

  async start(): Promise<void> {
    for (const carrier of this.#deps.carriers) {
      await carrier.listen({
        onLink: () => {},
        onMessage: (link, message) => this.#guard(link, this.#receive(link, message)),
        onDown: (link, why) => this.#down(link, why),
      });
    }
    this.#scheduleTick();
  }

  async stop(): Promise<void> {
    this.#cancelTick();
    for (const carrier of this.#deps.carriers) await carrier.close();
  }

  /** Milliseconds since anything was heard of the node. */
  silentMs(node: NodeId): number {
    const nowMs = this.#deps.clock.monotonicMs();
    return Math.max(0, nowMs - (this.#heardAtMs.get(node) ?? this.#silentFromMs));
  }

  /** What is known of a node that is not in the ledger. */
  observed(node: NodeRecord): Observations {
    return { usage: this.#usage.get(node.info.id), silence: this.#sites.silenceOf(node) };
  }

  /** The live link of a node, for logs and commands. */
  linkTo(node: NodeId): FleetLink | undefined {
    return this.#sessions.get(node)?.link;
  }

  /** A node called what is for users only. */
  triedControl(node: NodeId, call: string): void {
    this.#claims.record(node, 'control', `it called ${call} of the control API`);
  }

  /** Tells the nodes what a durable turn changed for them, and remembers when to look at workloads again. */
  publish(commit: Commit): void {
    for (const [workload, atMs] of commit.wakes) {
      if (atMs === undefined) this.#wakes.delete(workload);
      else this.#wakes.set(workload, atMs);
    }
    for (const id of commit.standings) this.#endUntrusted(id);
    if (commit.agents) for (const [node, { link }] of this.#sessions) this.#agents.tell(link, node);
    // Before what may begin in their place.
    for (const node of commit.volumes) tellRemoved(this.#deps.state, this.linkTo(node), node);
    // First who is reached no more, then who is to stop; and what a new copy wants to know is there before it.
    this.#deps.endpoints.publish(commit.endpoints);
    for (const node of this.#toldOf(commit)) this.#tellEndpoints(node, 'delta', commit.endpoints);
    for (const [id, touched] of commit.assignments) {
      const session = this.#sessions.get(id);
      const node = this.#deps.state.nodes.get(id);
      if (!session || !node) continue;
      const { told, link } = session;
      if (told.version === undefined) continue;
      told.tell(link, deltaFor(this.#deps.state, node, told.version, touched));
    }
  }

  /** Nodes that may have to be told of endpoints. */
  #toldOf({ assignments, endpoints }: Commit): Set<NodeId> {
    const { consumers } = this.#deps.state;
    const nodes = new Set<NodeId>();
    for (const key of endpoints) for (const node of consumers.nodesOf(key)) nodes.add(node);
    for (const node of assignments.keys()) {
      if ((this.#sessions.get(node)?.endpoints?.size ?? 0) > 0 || consumers.upstreamsOf(node).length > 0)
        nodes.add(node);
    }
    return nodes;
  }

  #tellEndpoints(node: NodeId, form: 'snapshot' | 'delta', only?: ReadonlySet<WorkloadKey>): void {
    const session = this.#sessions.get(node);
    if (!session?.endpoints) return;
    const options = { form, ...(only && { only }) };
    for (const update of updatesFor(this.#deps.state, node, session.endpoints, options)) {
      session.link.send(update);
      session.endpointsAtMs = this.#deps.clock.monotonicMs();
    }
  }

  #guard(link: FleetLink, work: Promise<void> | undefined): void {
    work?.catch((thrown: unknown) => link.close(thrown instanceof Error ? thrown.message : String(thrown)));
  }

  #receive(link: FleetLink, message: AgentMessage): Promise<void> | undefined {
    if (message.kind === 'hello') return this.#hello(link, message);
    const session = this.#sessions.get(link.node);
    if (session?.link !== link) {
      link.send({ kind: 'hello-request' });
      return undefined;
    }
    this.#heard(link.node);
    switch (message.kind) {
      case 'heartbeat':
        return this.#heartbeat(session, message);
      case 'status':
        return this.#status(session, message);
      case 'resync':
        this.#sendSnapshot(session);
        return undefined;
      case 'peer-report':
        this.#sites.report(link.node, message);
        return undefined;
      case 'endpoints-request':
        return this.#deps.loop.read(() => this.#tellEndpoints(link.node, 'snapshot'));
      case 'secrets-request':
        return this.#secrets(link, message);
      case 'log-chunk':
        this.#deps.logs.chunk(link.node, message);
        return undefined;
      case 'exec-output':
        this.#deps.execs.output(link.node, message);
        return undefined;
      case 'exec-end':
        this.#deps.execs.ended(link.node, message);
        return undefined;
      case 'stream-credit':
        this.#deps.execs.credit(link.node, message);
        return undefined;
      case 'volumes-deleted':
        return this.#deps.loop.submit((turn) => decideVolumesDeleted(turn, link.node, message.volumes));
      case 'presence':
        this.#twins.presence(link, message.nonce);
        return undefined;
      default:
        return assertNever(message);
    }
  }

  /** Only what is durable, and in use there; what cannot be given is said, too. */
  async #secrets(link: FleetLink, request: SecretsRequest): Promise<void> {
    const { vault, loop, nowMs } = this.#deps;
    const answers = await loop.read((state) => vault?.give(state, link.node, request, nowMs()));
    for await (const answer of answers ?? []) link.send(answer);
  }

  #heard(node: NodeId): void {
    this.#heardAtMs.set(node, this.#deps.clock.monotonicMs());
  }

  // ---- hello ---------------------------------------------------------------------------------------------------------

  async #hello(link: FleetLink, hello: Hello): Promise<void> {
    if (this.#arriving.has(link)) return;
    const why = this.#refusal(link, hello) ?? (await this.#twinOf(link, hello));
    if (why) {
      this.#refuse(link, why);
      return;
    }
    const { loop, state, timings } = this.#deps;
    await loop.submit((turn) => decideHello(turn, hello));
    const out = this.#untrusted(link);
    if (out) {
      this.#refuse(link, out);
      return;
    }
    this.#heard(link.node);
    const old = this.#sessions.get(link.node);
    const session: Session = {
      ...{ link, instance: hello.instance },
      told: new ToldAssignment(this.#telling, hello.takesPieces),
      ...{ endpoints: undefined, endpointsAtMs: 0 },
    };
    this.#sessions.set(link.node, session);
    if (old && old.link !== link) old.link.close('the agent came in on a newer link');
    if (old?.link !== link) this.#deps.log.info('agent link up', { node: link.node, carrier: link.carrier });
    const statusSequence = state.nodes.get(link.node)?.statusSequence ?? 0;
    const { heartbeatMs, leaseMs } = timings;
    // Everybody has to be back long before a lease ends.
    const spreadMs = Math.round(Math.min(LIMITS.spreadMs, leaseMs / 2, state.nodes.size * JOIN_MS));
    link.send({ kind: 'welcome', epoch: state.epoch, heartbeatMs, leaseMs, statusSequence, spreadMs });
    tellRemovedAgain(loop, link);
    if (hello.endpointsDigest !== undefined) this.#catchUp(session, hello.endpointsDigest);
    this.#sendSnapshot(session, hello);
    this.#sites.welcome(link.node);
    this.#agents.forget(link);
    await loop.read(() => this.#agents.tell(link, link.node));
  }

  /** What the node knows already is not told again. */
  #catchUp(session: Session, digest: string): void {
    const { link } = session;
    this.#guard(
      link,
      this.#deps.loop.read((state) => {
        const endpoints: ToldEndpoints = new Map();
        session.endpoints = endpoints;
        const updates = updatesFor(state, link.node, endpoints, { form: 'snapshot' });
        if (endpointsDigest(endpoints) === digest) return;
        for (const update of updates) link.send(update);
      }),
    );
  }

  #refusal(link: FleetLink, hello: Hello): string | undefined {
    const { state, timings } = this.#deps;
    if (hello.node.id !== link.node) {
      this.#claims.record(link.node, 'identity', `it said that it is node "${hello.node.id}"`);
      return `link of "${link.node}" carries a hello of "${hello.node.id}"`;
    }
    const identity = state.identities.get(link.node);
    const untrusted = this.#untrusted(link);
    if (untrusted) {
      this.#claims.record(link.node, 'identity', `it came back: ${untrusted}`);
      return untrusted;
    }
    if (hello.maxEpoch > state.epoch) {
      return (
        `the agent has obeyed epoch ${hello.maxEpoch}, this coordinator is at epoch ${state.epoch}: ` +
        'its ledger is older than what the agent has seen; was it restored from a copy?'
      );
    }
    // Of an enrolled one the key tells who it is; whether it is there twice is found out by asking.
    if (identity && hello.process !== undefined) return undefined;
    const known = state.nodes.get(link.node);
    const taken = known && known.instance !== hello.instance && known.connection === 'up';
    if (taken && this.#sessions.has(link.node) && this.silentMs(link.node) < timings.leaseMs) {
      return `another agent is connected as "${link.node}": give this one a name of its own with --node`;
    }
    return undefined;
  }

  /** Why this hello makes two of one node: then both are out. */
  async #twinOf(link: FleetLink, hello: Hello): Promise<string | undefined> {
    const { loop, state, log } = this.#deps;
    if (hello.process === undefined || !state.identities.has(link.node)) return undefined;
    this.#arriving.add(link);
    const old = this.#sessions.get(link.node)?.link;
    const twins = await this.#twins.judge(link.node, hello.process, old === link ? undefined : old);
    const isThere = this.#arriving.delete(link);
    if (!twins) return isThere ? this.#untrusted(link) : 'it went away';
    log.error('one identity in two places: quarantined', { node: link.node, why: twins });
    await loop.submit((turn) => decideQuarantine(turn, link.node, twins));
    return this.#untrusted(link) ?? twins;
  }

  #untrusted({ node, certificate }: FleetLink): string | undefined {
    return whyNotTrusted(this.#deps.state.identities.get(node), node, certificate, this.#deps.nowMs());
  }

  /** Of a node that is out, the session ends for good; one with another certificate may come back with that at once. */
  #endUntrusted(node: NodeId): void {
    const { state } = this.#deps;
    const { standing } = state.identities.get(node) ?? {};
    if (standing !== 'enrolled') this.#twins.forget(node);
    const link = this.#sessions.get(node)?.link;
    const why = link && this.#untrusted(link);
    if (!why) return;
    if (standing === 'enrolled') link.close(why);
    else this.#refuse(link, why);
  }

  #refuse(link: FleetLink, why: string): void {
    this.#deps.log.warn('agent refused', { node: link.node, why });
    link.send({ kind: 'refused', message: why });
    link.close(why);
  }

  // ---- what agents say -----------------------------------------------------------------------------------------------

  async #heartbeat(session: Session, heartbeat: Heartbeat): Promise<void> {
    const { state, loop } = this.#deps;
    const { link, told } = session;
    if (heartbeat.usage) this.#usage.set(link.node, heartbeat.usage);
    const node = state.nodes.get(link.node);
    const renewal = node && holdsExclusive(node) ? this.#deps.proof.renewal() : undefined;
    if (renewal) await renewal;
    link.send({ kind: 'heartbeat-ack', epoch: state.epoch, beat: heartbeat.beat });
    if (!node) {
      link.send({ kind: 'hello-request' });
      return;
    }
    if (node.connection !== 'up') await loop.submit((turn) => decideConnection(turn, link.node, 'up'));
    if (told.staysBehind(heartbeat, node)) this.#sendSnapshot(session);
    this.#repairEndpoints(session, heartbeat.endpointsDigest ?? endpointsDigest(new Map()));
    tellRemovedAgain(loop, link);
  }

  /** An update may have been lost. One that was just sent may have crossed the heartbeat. */
  #repairEndpoints(session: Session, digest: string): void {
    const { clock, timings, loop } = this.#deps;
    const { link, endpoints, endpointsAtMs } = session;
    if (!endpoints || endpointsDigest(endpoints) === digest) return;
    if (clock.monotonicMs() - endpointsAtMs < timings.heartbeatMs / 2) return;
    this.#guard(
      link,
      loop.read(() => this.#tellEndpoints(link.node, 'snapshot')),
    );
  }

  async #status(session: Session, report: StatusReport): Promise<void> {
    const { loop, state } = this.#deps;
    const { link } = session;
    const sequence = await loop.submit((turn) => decideStatus(turn, link.node, report));
    link.send({ kind: 'status-ack', epoch: state.epoch, sequence });
  }

  /** Everything; or, to a node that says that it has everything, that it is right. */
  #sendSnapshot(session: Session, hello?: Hello): void {
    const { link, told } = session;
    const node = this.#deps.state.nodes.get(link.node);
    if (!node) return;
    // Read within a turn: what is not durable yet must not be told.
    this.#guard(
      link,
      this.#deps.loop.read((state) => {
        const isHeld = hello && holdsAll(hello, node);
        told.tell(link, isHeld ? confirmationFor(state, node) : snapshotFor(state, node));
      }),
    );
  }

  #down(link: FleetLink, why: string): void {
    this.#linkLost(link, why);
    this.#arriving.delete(link);
    this.#twins.linkDown(link);
    if (this.#sessions.get(link.node)?.link !== link) return;
    this.#sessions.delete(link.node);
    this.#deps.log.info('agent link down', { node: link.node, carrier: link.carrier, why });
  }

  /** A stream goes over the link that was obeyed when it began. */
  #linkLost(link: FleetLink, why: string): void {
    this.#deps.logs.linkDown(link, why);
    this.#deps.execs.linkDown(link, why);
  }

  // ---- time ----------------------------------------------------------------------------------------------------------

  #scheduleTick(): void {
    this.#cancelTick = this.#deps.clock.schedule(this.#deps.timings.tickMs, () => {
      this.#tick();
      this.#scheduleTick();
    });
  }

  #tick(): void {
    const { loop, state, timings, log } = this.#deps;
    // Certificates run out while their session lasts.
    for (const [node, { link }] of this.#sessions) if (link.certificate) this.#endUntrusted(node);
    const silent = [...state.nodes.keys()].filter((id) => this.silentMs(id) >= timings.leaseMs);
    this.#sites.tick(silent);
    loop
      .submit((turn) => {
        for (const id of silent) decideConnection(turn, id, 'disconnected');
        decideExpiry(turn);
        settleDispatches(turn);
        settleAgentUpdate(turn, this.#agents.look());
        for (const [workload, atMs] of this.#wakes) {
          if (atMs > turn.nowMs) continue;
          this.#wakes.delete(workload);
          turn.state.changes.dirty.add(workload);
        }
      })
      .catch((thrown: unknown) => log.debug('tick skipped', { why: String(thrown) }));
  }
}

function holdsExclusive(node: NodeRecord): boolean {
  for (const { run } of node.placements.values()) if (run.exclusiveAfterMs !== undefined) return true;
  return false;
}
