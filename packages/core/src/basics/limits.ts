/** Every bound in one place. What is over a bound is refused with a line that names it. */
export const LIMITS = {
  stackFileBytes: 256 * 1024,
  stackFileDepth: 32,
  workloadsPerStack: 256,
  replicasPerWorkload: 50_000,
  commandArguments: 256,
  commandBytes: 32 * 1024,
  environmentEntries: 256,
  mountsPerWorkload: 64,
  capabilitiesPerWorkload: 64,
  pidsPerWorkload: 100_000,
  filesPerWorkload: 64,
  /** Of one file as it stands in a stack. */
  fileBytes: 64 * 1024,
  filePathBytes: 255,
  /** Of one file with everything filled in. */
  filledFileBytes: 1024 * 1024,
  volumesPerStack: 64,
  volumesPerWorkload: 16,
  /** A file system takes some of it for itself. */
  volumeMiBMin: 8,
  volumeMiBMax: 1024 * 1024 * 1024,
  /** Volumes of one node, in one message about those that are removed. */
  volumesPerMessage: 1_000,
  /** Of one workload, of which is said where they are. */
  volumesShown: 16,
  configEntries: 256,
  secretsPerWorkload: 32,
  secrets: 10_000,
  secretBytes: 64 * 1024,
  secretVersionsKept: 5,
  /** In one question of an agent; each is answered by itself. */
  secretsPerRequest: 64,
  expressionLength: 1024,
  expressionsPerWorkload: 32,
  /** Of spread, of distinct, of apart and of near each. */
  rulesPerKind: 16,
  portsPerWorkload: 64,
  upstreamsPerWorkload: 32,
  needsPerWorkload: 32,
  cronChars: 256,
  /** A run that begins so long after it was due is not late: its agent was being started, or was busy. */
  onTimeMs: 60_000,
  /** At least so often a copy on a schedule looks at the wall clock, which may jump. */
  scheduleLookMs: 60_000,
  /** Due times that nobody could keep are counted up to here. */
  dueTimesCounted: 20,
  /** Set back by more than this, the wall clock was wrong before: what it said of due times is forgotten. */
  clockSetBackMs: 24 * 60 * 60 * 1000,
  paramsPerWorkload: 32,
  /** Of one value that is given to a run. */
  paramChars: 2_048,
  /** Its placements name folders and files on nodes. */
  dispatchIdChars: 40,
  dispatchInputBytes: 64 * 1024,
  /** Of all runs that are remembered. */
  dispatchInputBytesHeld: 32 * 1024 * 1024,
  /** Runs of one workload that are remembered after their end, and for how long. */
  dispatchesKept: 1_000,
  dispatchKeptMs: 24 * 60 * 60 * 1000,
  /** No run is forgotten before: whoever follows it has seen its end, also over a change of the leader. */
  dispatchSeenMs: 30_000,
  /** Runs of one workload that have not ended. */
  dispatchesQueued: 10_000,
  /** After a reboot a copy waits that long for what it needs on its own node. */
  localNeedsMs: 60_000,
  /** A copy that is to end goes on for so long at the most, while what the next one needs is fetched. */
  prefetchMs: 600_000,
  /** Endpoints of one workload that a node is told: the nearest ones. */
  endpointsPerUpstream: 1_000,
  /** Watches of endpoints on one coordinator. */
  endpointWatches: 1_000,
  /** Of a health check or of a delay before the stop signal. */
  healthMsMax: 60 * 60 * 1000,
  /** What a health check reads of an answer, and keeps of the output of a command. */
  checkAnswerBytes: 64 * 1024,
  labelsPerNode: 128,
  devicesPerNode: 256,
  resourcesPerNode: 64,
  stackVersionsKept: 10,
  /** Of one workload, that have ended. */
  rolloutsKept: 10,
  /** On which copies of one replica failed lately: the last choice for the next one. */
  failedNodesKept: 64,
  /** Replicas of one workload that failed, in one answer. */
  failuresShown: 16,
  /** A label, an attribute, a line for people, as they travel. */
  textChars: 16 * 1024,
  /** One message between agent and coordinator, and one RPC. */
  messageBytes: 4 * 1024 * 1024,
  /** One answer of the control API: every placement of a large fleet in one list. */
  viewBytes: 256 * 1024 * 1024,
  /** Unsent messages of one link before it counts as stuck and is closed. */
  linkQueueBytes: 16 * 1024 * 1024,
  /** A larger assignment travels in pieces. One is there within a heartbeat also at 128 kbit/s, so that the link lives. */
  assignmentPieceBytes: 128 * 1024,
  /** Of one node: all inputs of runs that may be held, in base64, and 20 MiB of all else. */
  assignmentBytes: 64 * 1024 * 1024,
  /** As linkQueueBytes, of what is sent to an agent: a whole assignment, and other words. */
  agentQueueBytes: 80 * 1024 * 1024,
  /** Placements and reservations on one node, and so in one assignment. */
  claimsPerNode: 4_000,
  statusesPerReport: 1_000,
  /** Of changes that a later one has overtaken, and that nobody has heard of: what an agent keeps for later. */
  statusDetailsKept: 1_000,
  placeRequestsPerCall: 1_000,
  reservationTtlMsMax: 24 * 60 * 60 * 1000,
  blockEvents: 10_000,
  /** Requests that one decision pass drains from the queue. */
  batchRequests: 1_000,
  queueRequests: 20_000,
  /** Over which a fleet that lost its coordinator is asked to come back. */
  spreadMs: 300_000,
  placementsPerPass: 20_000,
  /** Copies that one decision makes room for by ending others. */
  preemptionsPerPass: 64,
  drainMsMax: 7 * 24 * 60 * 60 * 1000,
  movesPerPlan: 1_000,
  /** A maintenance window. */
  windowMsMax: 7 * 24 * 60 * 60 * 1000,
  /** Lines about what goes on there. */
  notesPerNode: 16,
  /** Questions of a coordinator to agents after their silent neighbours, that are under way. */
  peerProbesAtOnce: 256,
  /** Neighbours of a silent node that are asked at a time. */
  peersAsked: 2,
  /** Join tokens that have not run out. */
  joinTokens: 10_000,
  tokenTtlMsMax: 30 * 24 * 60 * 60 * 1000,
  users: 10_000,
  grantsPerUser: 32,
  /** That have not run out. */
  tokensPerUser: 16,
  /** Of users without a certificate, from one address, at a time. */
  tokenConnectionsPerAddress: 250,
  /** For whoever has no certificate and whose token does not count to hear so, before the connection is ended. */
  refusedLingerMs: 1_000,
  /** After a user was removed, or its token or time is over, its open streams end within so long. */
  standingCheckMs: 1_000,
  /** That count at a time; a renewal whose answer is lost leaves one more. */
  certificatesPerNode: 8,
  /** TLS handshakes under way on one listener. */
  handshakes: 1_000,
  /** Of them from one address: a site behind one router comes back all at once. */
  handshakesPerAddress: 250,
  /** At a time, by one certificate of a node: one link, and those that are about to be noticed as dead. */
  connectionsPerNode: 16,
  /** At a time, by one user's name: several programs may share it. */
  connectionsPerUser: 256,
  /** Where hosts join, from one address. */
  enrolmentConnectionsPerAddress: 250,
  /** Calls under way on one connection of a node, which needs one. */
  streamsPerNode: 8,
  /** For a new connection to make its first call. */
  firstCallMs: 20_000,
  /** Pings, or changed settings, of one connection: so many at once, and then so many in a second. */
  pingBurst: 100,
  pingsPerSecond: 5,
  /** Calls that a node or a user takes back, on all of its connections to one coordinator, in the same way. */
  resetBurst: 500,
  resetsPerSecond: 30,
  /** Nodes and users whose resets are counted beyond a connection. */
  peersCounted: 10_000,
  /** Requests to join or to renew that one coordinator works on at a time. */
  enrolmentsAtOnce: 64,
  /** Of what new hosts are given; more are asked to come again. */
  downloadsAtOnce: 32,
  /** An agent as it is handed out. */
  agentArchiveBytes: 64 * 1024 * 1024,
  /** Versions of the agent, and platforms of each, that a coordinator hands out. */
  agentVersions: 32,
  agentPlatforms: 16,
  /** Versions that a host remembers to have given up. */
  failedAgents: 8,
  logTailBytes: 1024 * 1024,
  logTailLines: 1_000_000,
  logChunkBytes: 64 * 1024,
  logStreamsPerNode: 16,
  /** Of one stream of output or input: sent, and not taken by its reader yet. */
  streamWindowBytes: 128 * 1024,
  /** Copies that `berth logs` reads at a time. */
  logCopies: 64,
  /** Notes of when output was written, for `logs --since`, kept for one placement. */
  outputTimes: 512,
  /** Commands that people run beside the copies of one node. */
  execsPerNode: 8,
  execArguments: 256,
  /** Also what it adds to the ledger. */
  execCommandBytes: 16 * 1024,
  /** Without a byte in or out, such a command is ended. */
  execIdleMs: 60 * 60 * 1000,
  /** Of one chunk of its input or output. */
  execChunkBytes: 16 * 1024,
} as const;
