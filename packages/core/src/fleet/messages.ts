/**
 * What agents and coordinator say to each other, on every carrier. Delivery may repeat, reorder or lose: receivers are
 * idempotent, and state is level-triggered (versions and digests), never a queue.
 */
import type { WantedAgent } from '../agent-updates/agent-update.js';
import type { NodeId, PlacementId, WorkloadKey } from '../basics/ids.js';
import type { Claim, DesiredPhase, Endpoint, NodeInfo, PlacementStatus, RunSpec } from '../model/model.js';
import type { NumberedVolume } from '../volumes/volume-record.js';

/** One placement as its node sees it. `runHash` names an entry of the assignment's `runs`. */
export type AssignedPlacement = {
  readonly id: PlacementId;
  readonly workload: WorkloadKey;
  readonly replica: number;
  readonly generation: number;
  readonly runHash: string;
  readonly claim: Claim;
  readonly desired: DesiredPhase;
  /** Of each of its volumes: the number that it was bound with. Absent: it has none. */
  readonly volumes?: Readonly<Record<string, number>>;
  /** Of its workload; absent: see priority.ts. What a node starts first after a reboot. */
  readonly priority?: number;
  /** What its workload needs; absent: nothing. What a node waits for after a reboot, as far as it is there. */
  readonly needs?: readonly WorkloadKey[];
};

/**
 * What a node should be running. A delta carries what changed since `baseVersion`; a snapshot is everything.
 * After applying it, the node's set has digest `digest` (see assignment-digest.ts), or the node asks for a snapshot.
 * An empty delta on the version that it leads to says: what you hold is right. A large one comes in parts (assignment-pieces.ts).
 */
export type Assignment = {
  readonly kind: 'assignment';
  readonly epoch: number;
  /** "piece": a first part of the assignment of this epoch and version; the last part says what it all is. */
  readonly form: 'snapshot' | 'delta' | 'piece';
  readonly baseVersion: number;
  readonly version: number;
  readonly digest: string;
  readonly placements: readonly AssignedPlacement[];
  readonly removed: readonly PlacementId[];
  /** Every run spec that `placements` names; of a part, unless an earlier part has it. */
  readonly runs: Readonly<Record<string, RunSpec>>;
  /** Of a part: so many pieces come before it. Absent: none. */
  readonly piecesBefore?: number;
};

export type Hello = {
  readonly kind: 'hello';
  readonly node: NodeInfo;
  /** Made once with the agent's data folder: tells two machines that claim one name apart. */
  readonly instance: string;
  /** Made anew with each start of the agent: tells two that hold copies of one folder apart. Absent in the simulator. */
  readonly process?: string;
  /** Highest epoch that the agent has ever obeyed. */
  readonly maxEpoch: number;
  readonly assignmentVersion: number;
  readonly assignmentDigest: string;
  /** Of the endpoints that it knows (endpoints.ts). Absent: it does not know of endpoints, and is told none. */
  readonly endpointsDigest?: string;
  /** Absent: an assignment has to come whole. */
  readonly takesPieces?: true;
};

export type Heartbeat = {
  readonly kind: 'heartbeat';
  /** Counts the agent's heartbeats; comes back in the answer, which renews the agent's side of the lease. */
  readonly beat: number;
  readonly assignmentVersion: number;
  readonly assignmentDigest: string;
  /** What the host uses just now, when it changed enough to be worth the bytes. */
  readonly usage?: Usage;
  /** Of what it knows of endpoints; left out while it knows none. */
  readonly endpointsDigest?: string;
};

export type Usage = {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  /** What goes on there that no placement's status says: "pulling shop/web:1.4: 43 % of 120 MiB". Absent: nothing. */
  readonly notes?: readonly string[];
  /** MiB that are written to its volumes with a size, by id, as far as they are mounted. Absent: there are none. */
  readonly volumes?: Readonly<Record<string, number>>;
};

/** What changed after the last acknowledged sequence, in order: each change, as far as the agent still has it. */
export type StatusReport = {
  readonly kind: 'status';
  readonly sequence: number;
  readonly statuses: readonly PlacementStatus[];
};

export type LogChunk = {
  readonly kind: 'log-chunk';
  readonly stream: string;
  /** Position of its first byte in all that the placement has ever written. */
  readonly at: number;
  readonly data: Uint8Array;
  /** Last one; `error` says why when it is not the natural end. */
  readonly end: boolean;
  readonly error?: string;
};

/** Whoever reads a stream has taken so many bytes of it: so many more may be sent. Said by either side. */
export type StreamCredit = {
  readonly kind: 'stream-credit';
  readonly stream: string;
  readonly bytes: number;
};

export type ExecOutput = {
  readonly kind: 'exec-output';
  readonly stream: string;
  readonly data: Uint8Array;
  /** It came from standard error. */
  readonly isError: boolean;
};

/** The last word of a command; `error` says why there is no exit code. */
export type ExecEnd = {
  readonly kind: 'exec-end';
  readonly stream: string;
  readonly exitCode: number;
  readonly error?: string;
};

/** Ask for a snapshot: a delta did not fit on what the agent has. */
export type ResyncRequest = { readonly kind: 'resync' };

/** What came of a peer probe. */
export type PeerReport = {
  readonly kind: 'peer-report';
  readonly probe: string;
  readonly reached: boolean;
};

/** The answer to a challenge. */
export type Presence = { readonly kind: 'presence'; readonly nonce: number };

/** Ask for all endpoints: a delta did not fit on what the agent has. */
export type EndpointsRequest = { readonly kind: 'endpoints-request' };

/** Asks for secrets that copies of this node use, to be sealed for this key. */
export type SecretsRequest = {
  readonly kind: 'secrets-request';
  readonly wanted: readonly SecretName[];
  /** A certificate of the node (DER), whose key is meant; a public key (SPKI, DER) where nobody has to prove who he is. */
  readonly key: Uint8Array;
};

/** They are not there any more, or will not be for long: nothing begins with what was in them. */
export type VolumesDeleted = {
  readonly kind: 'volumes-deleted';
  readonly volumes: readonly NumberedVolume[];
};

export type SecretName = { readonly name: string; readonly version: number };

export type AgentMessage =
  | SecretsRequest
  | Hello
  | Heartbeat
  | StatusReport
  | LogChunk
  | ResyncRequest
  | EndpointsRequest
  | PeerReport
  | Presence
  | StreamCredit
  | ExecOutput
  | ExecEnd
  | VolumesDeleted;

export type Welcome = {
  readonly kind: 'welcome';
  readonly epoch: number;
  readonly heartbeatMs: number;
  readonly leaseMs: number;
  /** Highest status sequence of this agent instance that is in the ledger. */
  readonly statusSequence: number;
  /** Whoever loses this coordinator comes again within such a time, drawn at random: the larger the fleet, the longer. */
  readonly spreadMs: number;
};

export type HeartbeatAck = {
  readonly kind: 'heartbeat-ack';
  readonly epoch: number;
  readonly beat: number;
};

export type StatusAck = { readonly kind: 'status-ack'; readonly epoch: number; readonly sequence: number };

/** The coordinator will not talk to this agent; it should say why to its operator and try again later. */
export type Refused = { readonly kind: 'refused'; readonly message: string };

/** The coordinator no longer knows the agent (it restarted): say hello again. */
export type HelloRequest = { readonly kind: 'hello-request' };

/** Another one says that it is this node: are you still there? To be answered at once. */
export type Challenge = { readonly kind: 'challenge'; readonly nonce: number };

export type LogRequest = {
  readonly kind: 'log-request';
  readonly stream: string;
  readonly placement: PlacementId;
  /** Bytes that may be under way; each StreamCredit allows more. 0: without such a bound. */
  readonly windowBytes: number;
} & LogWish;

/** Which part of the output of a placement. */
export type LogWish = {
  readonly follow: boolean;
  /** Start this many bytes before the end; at most LIMITS.logTailBytes. */
  readonly tailBytes: number;
  /** Start this many lines before the end, instead. */
  readonly tailLines?: number;
  /** Start no earlier than with what was written after this, as far as the node knows. Wall clock. */
  readonly sinceMs?: number;
  /** Start at this position, whatever else is said, or at the first one after it that is still kept. */
  readonly from?: number;
};

export type TerminalSize = { readonly columns: number; readonly rows: number };

/** A command beside a placement, for somebody who is there. */
export type ExecWish = {
  readonly command: readonly string[];
  /** It will be sent input. */
  readonly input: boolean;
  /** Absent: no terminal, and output and errors apart. */
  readonly terminal?: TerminalSize;
  /** What kind of terminal, e.g. "xterm-256color"; "" where there is none. */
  readonly term: string;
};

export type ExecRequest = {
  readonly kind: 'exec-request';
  readonly stream: string;
  readonly placement: PlacementId;
  /** Bytes of output that may be under way. */
  readonly windowBytes: number;
} & ExecWish;

export type ExecInput = {
  readonly kind: 'exec-input';
  readonly stream: string;
  readonly data: Uint8Array;
  readonly end: boolean;
};

export type ExecResize = {
  readonly kind: 'exec-resize';
  readonly stream: string;
  readonly size: TerminalSize;
};

/** Nobody is there any more: the command is ended. */
export type ExecCancel = { readonly kind: 'exec-cancel'; readonly stream: string };

export type LogCancel = { readonly kind: 'log-cancel'; readonly stream: string };

/** What nodes of one site show each other, so that only they answer each other. Hex. */
export type PeerKey = { readonly kind: 'peer-key'; readonly key: string };

/** "Is this node there?": the agent asks it, over the network of the site. */
export type PeerProbe = {
  readonly kind: 'peer-probe';
  readonly probe: string;
  readonly node: NodeId;
  /** "host:port" of its peer listener. */
  readonly address: string;
};

/** Of one workload: endpoints that are new or changed, and those that are none any more. */
export type EndpointsChange = {
  readonly workload: WorkloadKey;
  readonly set: readonly Endpoint[];
  readonly removed: readonly PlacementId[];
};

/**
 * The ready endpoints that workloads of this node want to know. A snapshot is everything; a delta names the workloads that
 * changed, and those that nobody here wants to know of any more. Afterwards the node's table has digest `digest`, or the
 * node asks for a snapshot.
 */
export type EndpointsUpdate = {
  readonly kind: 'endpoints';
  readonly epoch: number;
  readonly form: 'snapshot' | 'delta';
  readonly digest: string;
  readonly changes: readonly EndpointsChange[];
  readonly dropped: readonly WorkloadKey[];
  /** It is one part, and others follow that belong to it; only the last one's digest counts. */
  readonly more: boolean;
};

/** Which agent the node should run. Only to agents that say that they can update themselves. */
export type AgentVersion = {
  readonly kind: 'agent-version';
  readonly epoch: number;
  /** Absent: the one that it runs; what it is about to fetch is left. */
  readonly wanted?: WantedAgent;
  /** Within such a time, drawn at random, it begins to fetch. */
  readonly spreadMs: number;
};

/** One secret; `sealed` can be opened by the key that it was asked for with, and by nobody on the way. */
export type SecretGiven = {
  readonly kind: 'secret-given';
  readonly secret: SecretName;
  readonly sealed: Uint8Array;
  /** Why it is not given. */
  readonly refused?: string;
};

/** What the node is to delete, and nothing else: of a volume that is not named here, nobody knows that it may go. */
export type VolumesRemoved = {
  readonly kind: 'volumes-removed';
  readonly epoch: number;
  readonly volumes: readonly NumberedVolume[];
};

export type CoordinatorMessage =
  | AgentVersion
  | SecretGiven
  | Welcome
  | HeartbeatAck
  | StatusAck
  | Refused
  | HelloRequest
  | Challenge
  | Assignment
  | EndpointsUpdate
  | LogRequest
  | LogCancel
  | StreamCredit
  | ExecRequest
  | ExecInput
  | ExecResize
  | ExecCancel
  | PeerKey
  | PeerProbe
  | VolumesRemoved;
