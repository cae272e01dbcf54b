/**
 * What a stack file need not say. The descriptions in schema.ts say the same to editors.
 * Changing one changes the run hash of every workload that relies on it, and so restarts its copies at the next apply.
 */
export const DEFAULTS = {
  kind: 'service',
  replicas: 1,
  cpuMillis: 100,
  /** A small program of Node.js or Python lives in that; what needs more says so. */
  memoryMiB: 64,
  containerPids: 1024,
  tmpfsMiB: 64,
  stopSignal: 'SIGTERM',
  reloadSignal: 'SIGHUP',
  graceMs: 10_000,
  /** Of services. With the delays below, about a quarter of an hour before a copy leaves its node. */
  failureRestarts: 10,
  /** Of batches, which are not placed again unless they say so. */
  batchRestarts: 3,
  batchMoves: 0,
  failureDelayMs: 1000,
  failureMaxDelayMs: 300_000,
  failureResetAfterMs: 600_000,
  /** No limit. */
  batchTimeoutMs: 0,
  scheduleTimeZone: 'UTC',
  scheduleOverlap: 'skip',
  scheduleCatchUp: 'none',
  replaceAfterMs: 0,
  exclusiveAfterMs: 30_000,
  maxUnavailable: 1,
  /** With canaries or autoRevert; 0 otherwise. */
  healthyForMs: 10_000,
  /** With autoRevert; none otherwise. */
  progressDeadlineMs: 600_000,
  maxSkew: 1,
  distinctLimit: 1,
  preferWeight: 50,
  spreadBy: 'site',
  apartBy: 'node',
  nearBy: 'site',
  gangTimeoutMs: 300_000,
  healthIntervalMs: 5_000,
  healthTimeoutMs: 2_000,
  healthFailures: 3,
  healthSuccesses: 1,
  healthGraceMs: 0,
  startIntervalMs: 1_000,
  startFailures: 60,
  /** One check that serves all meanings: a copy leaves the endpoints long before it is started again. */
  liveFailuresFactor: 3,
  httpPath: '/',
  /** With ports and health; 0 otherwise. */
  shutdownDelayMs: 1_000,
  hookTimeoutMs: 60_000,
  dispatchesKept: 50,
  dispatchesQueued: 1_000,
} as const;

/** Restarting faster than this would be a busy loop on the node. */
export const RESTART_DELAY_MS_MIN = 100;

/** Checking more often than this would be a busy loop on the node. */
export const HEALTH_MS_MIN = 100;

/** The coordinator looks at the time about once a second. */
export const GANG_TIMEOUT_MS_MIN = 1000;
