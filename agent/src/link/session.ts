/**
 * The conversation with the coordinator, over whichever carrier works.
 *
 * Invariants: 1. messages are handled one after the other; 2. an epoch lower than the highest ever obeyed is refused, a
 * higher one is durable before it is obeyed; 3. an assignment is applied only if the result has the digest it names;
 * 4. contact counts from the moment a heartbeat was sent, not from when its answer came, and only once the assignment of
 * this conversation is held: what was exclusive here may have been given to another node meanwhile.
 */
import {
  type AgentVersion,
  type Assignment,
  assertNever,
  type Clock,
  type CoordinatorMessage,
  digestOf,
  endpointsDigest,
  LIMITS,
  type Log,
  type NodeInfo,
  type NumberedVolume,
  type PeerProbe,
  type Random,
  type SecretGiven,
  type SecretsRequest,
  type Usage,
  type VolumesRemoved,
  type Welcome,
} from '@berth/core';
import type { AgentCarrier, AgentLink } from '@berth/transport';
import type { EndpointBook } from '../endpoints/endpoint-book.js';
import { AssignmentPieces } from '../placements/assignment-pieces.js';
import type { Assignments } from '../placements/assignments.js';
import type { Runner } from '../placements/runner.js';
import { CarrierTurns } from './carrier-turns.js';
import type { ExecHost } from './exec-host.js';
import type { LogSender } from './log-sender.js';
import { OthersBack } from './others-back.js';

/** What asks others of the site, and answers them. */
export type PeerPort = {
  take(key: string): Promise<void>;
  ask(probe: Pick<PeerProbe, 'node' | 'address'>): Promise<boolean | undefined>;
};

/** What brings this agent to the version that the coordinator wants. */
export type UpdatePort = {
  want(message: AgentVersion): void;
  welcomed(): void;
  inStep(): void;
};

export type SecretPort = {
  linked(send: ((request: SecretsRequest) => void) | undefined): void;
  take(given: SecretGiven): Promise<void>;
};

/** Where the volumes of this node are. */
export type VolumePort = {
  remove(volumes: readonly NumberedVolume[]): Promise<readonly NumberedVolume[]>;
};

export type SessionDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly carriers: readonly AgentCarrier[];
  readonly node: NodeInfo;
  readonly instance: string;
  /** Of this start of the agent; absent in the simulator. */
  readonly process?: string;
  readonly assignments: Assignments;
  readonly runner: Runner;
  readonly logs: LogSender;
  readonly execs: ExecHost;
  /** Others of the site; absent where they are not to be asked. */
  readonly peers?: PeerPort | undefined;
  /** Absent where this agent has one version only. */
  readonly updates?: UpdatePort | undefined;
  readonly endpoints: EndpointBook;
  /** Absent: this agent is given none. */
  readonly secrets?: SecretPort | undefined;
  /** Absent: it keeps nothing. */
  readonly volumes?: VolumePort | undefined;
  /** What the host uses now, if it changed enough to be worth telling. */
  readonly usage: () => Usage | undefined;
  readonly onWelcome: () => void;
  readonly onRefused: (why: string) => void;
  /** False only where a test proves that fencing matters. */
  readonly fencing: boolean;
};

/** A report that is not acknowledged is sent again after this long. */
const REPORT_AGAIN_MS = 5_000;
/** So many heartbeats without an answer, and the link counts as dead. */
const BEATS_UNANSWERED = 3;
const BEATS_REMEMBERED = 16;
/** Statuses that come close together travel together. */
const REPORT_DELAY_MS = 20;

export class Session {
  readonly #deps: SessionDeps;
  #link: AgentLink | undefined;
  #welcome: Welcome | undefined;
  #node: NodeInfo;
  readonly #turns: CarrierTurns;
  readonly #others = new OthersBack();
  readonly #pieces = new AssignmentPieces();
  #inbox: Promise<void> = Promise.resolve();
  #heardAtMs = 0;
  #ackedSequence = 0;
  /** What is held is what this coordinator said in this conversation. */
  #inStep = false;
  /** When the newest heartbeat of this conversation that was answered had been sent. */
  #contactMs: number | undefined;
  /** Heartbeats of this conversation that are not answered yet, and when they were sent. */
  readonly #unanswered = new Map<number, number>();
  #beats = 0;
  #reporting = false;
  #closed = false;
  readonly #timers = new Map<'connect' | 'welcome' | 'heartbeat' | 'report', () => void>();

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#node = deps.node;
    this.#turns = new CarrierTurns(deps.carriers.length, deps.random);
  }

  get connected(): boolean {
    return this.#welcome !== undefined;
  }

  open(): void {
    if (this.#closed || this.#link) return;
    const { carriers, node } = this.#deps;
    const carrier = carriers[this.#turns.current];
    if (!carrier) return;
    const link: AgentLink = carrier.open(node.id, {
      onUp: () => this.#hello(link),
      onMessage: (message) => this.#enqueue(link, message),
      onDown: (why) => this.#down(link, why),
    });
    this.#link = link;
    this.#timer('welcome', this.#turns.welcomeWithinMs, () => link.close());
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#link?.close();
  }

  /** A placement changed: tell the coordinator soon. */
  statusChanged(): void {
    if (this.#welcome && !this.#reporting && !this.#closed) this.#scheduleReport(REPORT_DELAY_MS);
  }

  /** The node has changed: a coordinator that knows it hears of it now, others with the first message. */
  describe(node: NodeInfo): void {
    this.#node = node;
    if (this.#welcome && this.#link) this.#hello(this.#link);
  }

  #hello(link: AgentLink): void {
    const node = this.#node;
    const { instance, process, assignments, runner, endpoints } = this.#deps;
    endpoints.linkDown();
    link.send({
      kind: 'hello',
      node,
      instance,
      maxEpoch: assignments.maxEpoch,
      assignmentVersion: assignments.version,
      assignmentDigest: runner.digest,
      ...(process !== undefined && { process }),
      endpointsDigest: endpoints.digest,
      takesPieces: true,
    });
  }

  #down(link: AgentLink, why: string): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#welcome = undefined;
    this.#reporting = false;
    this.#pieces.clear();
    for (const name of ['welcome', 'heartbeat', 'report'] as const) this.#cancel(name);
    this.#deps.logs.cancelAll();
    this.#deps.execs.cancelAll();
    this.#deps.secrets?.linked(undefined);
    if (this.#closed) return;
    const { carriers, clock, log, runner } = this.#deps;
    const othersBackAtMs = this.#others.lost(clock.monotonicMs());
    if (othersBackAtMs !== undefined) runner.othersBackAt(othersBackAtMs);
    const carrier = carriers[this.#turns.current]?.name;
    const retryMs = this.#turns.ended(clock.monotonicMs());
    const next = carriers[this.#turns.current]?.name;
    log.info('coordinator link down', { carrier, why, next, retryMs: Math.round(retryMs) });
    this.#timer('connect', retryMs, () => this.open());
  }

  // ---- what the coordinator says -------------------------------------------------------------------------------------

  #enqueue(link: AgentLink, message: CoordinatorMessage): void {
    this.#inbox = this.#inbox
      .then(() => (this.#link === link ? this.#receive(link, message) : undefined))
      .catch((thrown: unknown) => {
        this.#deps.log.error('message failed', { kind: message.kind, why: String(thrown) });
        link.close();
      });
  }

  async #receive(link: AgentLink, message: CoordinatorMessage): Promise<void> {
    if ('epoch' in message && !(await this.#obeys(link, message.epoch))) return;
    this.#heardAtMs = this.#deps.clock.monotonicMs();
    switch (message.kind) {
      case 'welcome':
        return this.#welcomed(message);
      case 'heartbeat-ack':
        this.#contact(message.beat);
        return undefined;
      case 'status-ack':
        this.#acknowledged(message.sequence);
        return undefined;
      case 'assignment':
        return this.#assign(link, message);
      case 'endpoints':
        if (!(await this.#deps.endpoints.receive(message))) link.send({ kind: 'endpoints-request' });
        return undefined;
      case 'hello-request':
        this.#hello(link);
        return undefined;
      case 'challenge':
        link.send({ kind: 'presence', nonce: message.nonce });
        return undefined;
      case 'refused':
        this.#deps.log.error('the coordinator refused this agent', { why: message.message });
        this.#turns.refused();
        this.#deps.onRefused(message.message);
        link.close();
        return undefined;
      case 'secret-given':
        return this.#deps.secrets?.take(message);
      case 'volumes-removed':
        return this.#removeVolumes(link, message);
      case 'log-request':
        this.#deps.logs.start(link, message);
        return undefined;
      case 'log-cancel':
        this.#deps.logs.cancel(message.stream);
        return undefined;
      case 'stream-credit':
        this.#deps.logs.credit(message.stream, message.bytes);
        this.#deps.execs.credit(message.stream, message.bytes);
        return undefined;
      case 'exec-request':
        this.#deps.execs.start(link, message);
        return undefined;
      case 'exec-input':
        this.#deps.execs.input(message);
        return undefined;
      case 'exec-resize':
        this.#deps.execs.resize(message);
        return undefined;
      case 'exec-cancel':
        this.#deps.execs.cancel(message.stream);
        return undefined;
      case 'agent-version':
        return this.#deps.updates?.want(message);
      case 'peer-key':
        return this.#deps.peers?.take(message.key);
      case 'peer-probe':
        this.#askPeer(link, message);
        return undefined;
      default:
        return assertNever(message);
    }
  }

  /** Invariant 2. A leader of the past is not listened to, and its link is closed to look for the current one. */
  async #obeys(link: AgentLink, epoch: number): Promise<boolean> {
    const { assignments, log, fencing } = this.#deps;
    if (epoch < assignments.maxEpoch && fencing) {
      log.warn('stale coordinator ignored', { epoch, maxEpoch: assignments.maxEpoch });
      link.close();
      return false;
    }
    await assignments.obey(epoch);
    return true;
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    this.#cancel('welcome');
    const { carriers, clock, log } = this.#deps;
    log.info('coordinator link up', { carrier: carriers[this.#turns.current]?.name });
    this.#turns.welcomed(clock.monotonicMs(), welcome.spreadMs);
    this.#welcome = welcome;
    this.#ackedSequence = welcome.statusSequence;
    const othersBackAtMs = this.#others.back(clock.monotonicMs(), welcome.spreadMs);
    if (othersBackAtMs !== undefined) this.#deps.runner.othersBackAt(othersBackAtMs);
    await this.#deps.runner.records.renumberAbove(welcome.statusSequence);
    this.#deps.runner.records.acknowledged(welcome.statusSequence);
    this.#inStep = false;
    this.#contactMs = undefined;
    this.#unanswered.clear();
    this.#reporting = false;
    this.#beat();
    this.#scheduleReport(0);
    this.#deps.updates?.welcomed();
    const link = this.#link;
    this.#deps.secrets?.linked((request) => link?.send(request));
    this.#deps.onWelcome();
  }

  async #assign(link: AgentLink, part: Assignment): Promise<void> {
    const { assignments, runner, log } = this.#deps;
    const verdict = assignments.judge(part);
    if (verdict === 'old') return;
    const { baseVersion: base, version, piecesBefore } = part;
    if (part.form === 'piece') {
      if (this.#pieces.keep(part)) return;
      log.error('assignment is over the bounds of one', { version });
      link.close();
      return;
    }
    if (verdict === 'gap') {
      log.info('assignment does not fit: asking for all of it', { base, version });
      link.send({ kind: 'resync' });
      return;
    }
    if (verdict === 'held') {
      assignments.confirm(part);
      this.#judgeStep(link, part);
      return;
    }
    const assignment = this.#pieces.complete(part);
    if (!assignment) {
      log.info('assignment lacks pieces: asking for all of it', { base, version, piecesBefore });
      link.send({ kind: 'resync' });
      return;
    }
    if (assignment.form === 'snapshot' && digestOf(assignment.placements) !== assignment.digest) {
      log.error('assignment has a wrong digest', { version: assignment.version });
      return;
    }
    if (piecesBefore) log.info('assignment came in pieces', { version, pieces: piecesBefore + 1 });
    await assignments.apply(assignment, runner);
    this.#judgeStep(link, assignment);
  }

  #judgeStep(link: AgentLink, { digest }: Assignment): void {
    this.#inStep = this.#deps.runner.digest === digest;
    if (this.#inStep) {
      this.#renewLease();
      this.#deps.updates?.inStep();
    } else link.send({ kind: 'resync' });
  }

  /** Before the next message: what that assigns may have their names. */
  async #removeVolumes(link: AgentLink, { volumes }: VolumesRemoved): Promise<void> {
    const gone = (await this.#deps.volumes?.remove(volumes)) ?? volumes;
    link.send({ kind: 'volumes-deleted', volumes: gone });
  }

  /** Beside everything else: it takes a while. */
  #askPeer(link: AgentLink, probe: PeerProbe): void {
    this.#deps.peers?.ask(probe).then(
      (reached) => {
        if (reached !== undefined) link.send({ kind: 'peer-report', probe: probe.probe, reached });
      },
      (thrown: unknown) => this.#deps.log.debug('a peer was not asked', { why: String(thrown) }),
    );
  }

  #contact(beat: number): void {
    const sentAtMs = this.#unanswered.get(beat);
    const welcome = this.#welcome;
    if (sentAtMs === undefined || !welcome) return;
    for (const older of this.#unanswered.keys()) if (older <= beat) this.#unanswered.delete(older);
    this.#contactMs = sentAtMs;
    this.#renewLease();
    if (this.#unanswered.size === 0) {
      const sinceMs = this.#deps.clock.monotonicMs() - sentAtMs;
      this.#timer('heartbeat', welcome.heartbeatMs - sinceMs, () => this.#beat());
    }
    // The assignment that follows every welcome was lost on its way.
    if (!this.#inStep) this.#link?.send({ kind: 'resync' });
  }

  #renewLease(): void {
    if (!this.#welcome || !this.#inStep || this.#contactMs === undefined) return;
    const leaseMs = this.#deps.fencing ? this.#welcome.leaseMs : Number.MAX_SAFE_INTEGER;
    this.#deps.runner.leaseEndsAt(this.#contactMs + leaseMs);
  }

  // ---- what we say ---------------------------------------------------------------------------------------------------

  #beat(): void {
    const { clock, assignments, runner, usage, endpoints } = this.#deps;
    const link = this.#link;
    const welcome = this.#welcome;
    if (!link || !welcome) return;
    const nowMs = clock.monotonicMs();
    const unanswered = this.#unanswered;
    if (unanswered.size >= BEATS_UNANSWERED && nowMs - this.#heardAtMs >= welcome.heartbeatMs) {
      this.#deps.log.warn('no answer from the coordinator');
      link.close();
      return;
    }
    // One that talks and never answers must not fill the memory.
    const [oldest] = unanswered.keys();
    if (oldest !== undefined && unanswered.size >= BEATS_REMEMBERED) unanswered.delete(oldest);
    const beat = this.#nextBeat();
    unanswered.set(beat, nowMs);
    const measured = usage();
    link.send({
      kind: 'heartbeat',
      beat,
      assignmentVersion: assignments.version,
      assignmentDigest: runner.digest,
      ...(measured && { usage: measured }),
      ...(endpoints.digest !== endpointsDigest(new Map()) && { endpointsDigest: endpoints.digest }),
    });
    // Its answer puts the next one off. Without one it is sent again soon: long before the lease ends.
    this.#timer('heartbeat', welcome.heartbeatMs / BEATS_UNANSWERED, () => this.#beat());
  }

  /** Never that of an earlier conversation, unless it is long over. */
  #nextBeat(): number {
    this.#beats = (this.#beats + 1) % 2 ** 32;
    return this.#beats;
  }

  #scheduleReport(afterMs: number): void {
    this.#reporting = true;
    this.#timer('report', afterMs, () => this.#report());
  }

  #report(): void {
    const report = this.#deps.runner.records.statusesAfter(this.#ackedSequence, LIMITS.statusesPerReport);
    this.#reporting = report !== undefined;
    if (!report || !this.#link) return;
    this.#link.send({ kind: 'status', ...report });
    this.#timer('report', REPORT_AGAIN_MS, () => this.#report());
  }

  #acknowledged(sequence: number): void {
    if (sequence <= this.#ackedSequence) return;
    this.#ackedSequence = sequence;
    this.#deps.runner.records.acknowledged(sequence);
    this.#scheduleReport(0);
  }

  // ---- timers --------------------------------------------------------------------------------------------------------

  #timer(name: 'connect' | 'welcome' | 'heartbeat' | 'report', afterMs: number, run: () => void): void {
    this.#cancel(name);
    this.#timers.set(name, this.#deps.clock.schedule(afterMs, run));
  }

  #cancel(name: 'connect' | 'welcome' | 'heartbeat' | 'report'): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}
