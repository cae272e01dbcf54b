/** What runs a placement on this node. A driver owns the mechanics; core/converge.ts owns the decisions. */
import {
  BerthError,
  type Claim,
  type ExecWish,
  type LogWish,
  type PlacementId,
  type RunSpec,
  type TerminalSize,
  type WorkloadKey,
} from '@berth/core';

/** Everything that a driver needs to start one run of one placement. */
export type StartRequest = {
  readonly placement: PlacementId;
  readonly workload: WorkloadKey;
  readonly replica: number;
  readonly generation: number;
  readonly run: RunSpec;
  readonly claim: Claim;
  /** 0 for the first start of this placement, then one more per start. */
  readonly attempt: number;
  /** Where it finds the endpoints of its upstreams, when it has some. */
  readonly endpointsFile?: string;
  /** Files of its stack, for a run that has some. */
  readonly files?: RunFiles;
  /** Of each of its volumes: the number that it was bound with. */
  readonly volumeNumbers?: Readonly<Record<string, number>>;
  /** Its volumes, for a run that has some. */
  readonly volumes?: RunVolumes;
  /** A line for its log before what it writes. */
  readonly mark?: string;
  /** Of an exclusive run: for how long one that begins now may go on, by the lease of now. Asked right before it begins. */
  readonly fenceLeftMs?: () => number;
};

/** The first fence of a run, in milliseconds from now; undefined: it has none. Throws where its lease has ended. */
export function firstFenceMs({ run, fenceLeftMs }: StartRequest): number | undefined {
  if (run.exclusiveAfterMs === undefined) return undefined;
  const leftMs = fenceLeftMs?.() ?? 0;
  if (leftMs <= 0)
    throw new BerthError('unreachable', 'not started: too long without contact with the coordinator');
  return leftMs;
}

export type RunFiles = {
  /** Absolute, on the node. */
  readonly folder: string;
  /** Writes them, for this user and group to read; without one, for the agent's own. */
  readonly write: (owner: number | undefined) => Promise<void>;
};

export type RunVolume = {
  readonly name: string;
  /** Absolute, on the node. */
  readonly path: string;
  /** Where the run sees it; absent: at its path. */
  readonly target?: string;
  readonly readOnly: boolean;
};

/** Who is to write to a volume: this user and group, the agent's own user, or whoever the image of a container says. */
export type VolumeOwner = { readonly uid: number; readonly gid: number } | 'agent' | 'anybody';

export type RunVolumes = {
  readonly all: readonly RunVolume[];
  /** Makes those that are not there, mounts what is to be mounted, and gives them to whoever runs. */
  readonly prepare: (owner: VolumeOwner) => Promise<void>;
};

/** A command beside a run, with its limits, environment and folder; `timeoutMs`: how long, also without this agent. */
export type ExecuteRequest = {
  readonly request: StartRequest;
  readonly command: readonly string[];
  readonly timeoutMs: number;
};

/** A command beside a run for somebody who is there. */
export type AttachRequest = {
  readonly request: StartRequest;
  readonly wish: ExecWish;
  /** No more is read of the command while this is under way. */
  readonly onOutput: (data: Uint8Array, isError: boolean) => Promise<void>;
};

export type Attached = {
  /** Resolves when the command, or what stands before it, has room for more. */
  write(data: Uint8Array): Promise<void>;
  endInput(): void;
  resize(size: TerminalSize): void;
  /** The exit code, when all its output is handed over and nothing of it is left. */
  readonly ended: Promise<number>;
};

/** Part of what the runs of a placement wrote; `at`: position of its first byte, counted over all of them. */
export type OutputPart = { readonly at: number; readonly data: Uint8Array };

/** The last of what it wrote; the exit code is 137 when it was killed. */
export type ExecuteResult = { readonly exitCode: number; readonly output: string };

/**
 * What is written to the journal so that a later agent can find the run again: opaque to everybody but the driver that
 * made it, plain JSON.
 */
export type RunHandle = { readonly driver: string } & Readonly<
  Record<string, string | number | boolean | null>
>;

export type RunExit = {
  /** Exit code, or 128 + signal number; undefined when nobody could see it. */
  readonly exitCode?: number;
  /** One line for people: "exited with code 1", "killed: out of memory". */
  readonly message: string;
  /** The run ended because its host did. */
  readonly hostRestarted?: boolean;
};

export type Leftover = { readonly placement: PlacementId; readonly attempt: number };

export type StopOptions = { readonly signal: string; readonly graceMs: number };

export interface Driver {
  readonly name: string;
  /** Facts for the node's attributes, e.g. { isolation: "cgroup-v1" }. */
  attributes(): Promise<Readonly<Record<string, string>>>;
  /** What is going on here beside the runs, one line each: "pulling shop/web:1.4: 43 % of 120 MiB". */
  notes?(): readonly string[];
  /** Gets what a start needs and the node does not have yet, which may take long. A start does it, too. */
  prepare?(request: StartRequest): Promise<void>;
  /** Starts a run and returns when it is on its way. Throws BerthError with one clear line when it cannot start. */
  start(request: StartRequest): Promise<RunHandle>;
  /**
   * Settles an in-doubt start: the handle of the run of this placement and attempt, if it ever began. Afterwards a start
   * of the same attempt that is still on its way can begin no more.
   */
  find(placement: PlacementId, attempt: number): Promise<RunHandle | undefined>;
  /**
   * Resolves when the run has ended and nothing of it is left, also when it was started by an earlier agent or ended
   * long ago; rejects only when aborted.
   */
  wait(handle: RunHandle, signal: AbortSignal): Promise<RunExit>;
  /** Whether the run goes on, also of one that an earlier agent started. After a reboot none does. */
  isAlive(handle: RunHandle): Promise<boolean>;
  /** The newest start of each placement that left something on this node, whatever the journal knows of it. */
  leftovers?(): Promise<readonly Leftover[]>;
  /** How long ago a run began, for one that an earlier agent started; 0 when that is not known. */
  ageMs?(handle: RunHandle): Promise<number>;
  /** Stop signal, then SIGKILL to everything of the run after the grace time. Resolves when nothing of it is left. */
  stop(handle: RunHandle, options: StopOptions): Promise<void>;
  /** To the program of the run, not to what it has started. One that has ended hears nothing. */
  signal?(handle: RunHandle, signal: string): Promise<void>;
  /** The run goes on, and should be as this says by now: what can be changed in place is, beside everything else. */
  refresh?(handle: RunHandle, request: StartRequest): void;
  /**
   * The run goes on with the amounts of cpu and memory that this asks for. Throws BerthError with one clear line when they cannot
   * be changed, and leaves them as they were; `unreachable`: not just now. Idempotent.
   */
  resize?(handle: RunHandle, request: StartRequest): Promise<void>;
  /** The run has to end by itself in `afterMs`, whether or not an agent is there, unless this is called again before. */
  fence(handle: RunHandle, afterMs: number, options: StopOptions): Promise<void>;
  /** Runs a command beside a run. After the signal, all of the command is killed; then it ends. */
  execute?(handle: RunHandle, request: ExecuteRequest, signal: AbortSignal): Promise<ExecuteResult>;
  /**
   * Runs a command beside a run, with what it writes and reads passed through. After the signal it is hung up on, then
   * killed, and all that it started.
   */
  attach?(handle: RunHandle, request: AttachRequest, signal: AbortSignal): Promise<Attached>;
  /** Removes what runs of this placement left on the node (folders, cgroups, logs). Idempotent. */
  remove(placement: PlacementId): Promise<void>;
  /**
   * Output of the placement's runs, oldest first; the first part may be empty and says where it begins. `follow` goes on
   * until aborted or the placement is removed.
   */
  logs(placement: PlacementId, wish: LogWish, signal: AbortSignal): AsyncIterable<OutputPart>;
}

/** For `execute` and `attach` of one that has neither. */
export function runsNoCommands({ name }: Pick<Driver, 'name'>): BerthError {
  return new BerthError('not_found', `the ${name} driver runs no commands beside a run`);
}
