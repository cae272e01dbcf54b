/** Arbitrary values of the domain, as they may cross the border. */
import {
  type Actor,
  type AgentBuild,
  type AgentMessage,
  type AssignedPlacement,
  type Assignment,
  type Block,
  CATCH_UPS,
  type Claim,
  type CoordinatorMessage,
  dispatchKey,
  type EndpointsUpdate,
  type HealthCheck,
  type HealthRule,
  type IdentityEvent,
  ISOLATION_LEVELS,
  type LedgerEvent,
  LIMITS,
  NEED_LACKS,
  NEED_STATES,
  type NodeId,
  type NodeInfo,
  type NodeProfile,
  type NominationId,
  type NumberedVolume,
  ON_FILE_CHANGE,
  OVERLAPS,
  type PlacementCause,
  type PlacementId,
  type PlacementStatus,
  parseDispatchKey,
  placementId,
  REJECT_REASONS,
  type RefusedClaim,
  type RejectCount,
  type RejectReason,
  type ReservationId,
  ROLES,
  type RunSpec,
  type Schedule,
  type StackSpec,
  type UserEvent,
  type VolumeUse,
  volumeId,
  type WorkloadKey,
  workloadKey,
} from '@berth/core';
import fc from 'fast-check';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const TEXT = fc.string({ unit: 'binary', maxLength: 20 });
const FILLED = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => text !== '__proto__');
const NAME = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 12 });
const WHOLE = fc.oneof(fc.nat({ max: 100_000 }), fc.maxSafeNat());
const WHOLE32 = fc.oneof(fc.nat({ max: 100 }), fc.constant(0xffff_ffff));
const PORT = fc.integer({ min: 1, max: 65_535 });
const TIME = fc.integer({ min: -1, max: 4_000_000_000_000 });
const FLOAT = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 });

const NODE = NAME.map((name) => name as NodeId);
const WORKLOAD = fc.tuple(NAME, NAME).map(([stack, workload]) => workloadKey(stack, workload));
const RUN_KEY = fc.tuple(WORKLOAD, NAME).map(([parent, id]) => dispatchKey(parent, id));
const PLACED = fc.record({
  workload: fc.oneof({ weight: 3, arbitrary: WORKLOAD }, { weight: 1, arbitrary: RUN_KEY }),
  replica: fc.nat({ max: 999_999_999 }),
  generation: fc.nat({ max: 999_999_999 }),
});
const PLACEMENT: fc.Arbitrary<PlacementId> = PLACED.map((of) =>
  placementId(of.workload, of.replica, of.generation),
);

function dictionary<Value>(value: fc.Arbitrary<Value>, key: fc.Arbitrary<string> = FILLED) {
  return fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
}

function few<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> {
  return fc.array(value, { maxLength: 4 });
}

/** With the optional field, or without it: never with undefined in it. */
function maybe<Name extends string, Value>(name: Name, value: fc.Arbitrary<Value>) {
  return fc.option(value, { nil: undefined }).map((chosen) => {
    return (chosen === undefined ? {} : { [name]: chosen }) as { readonly [K in Name]?: Value };
  });
}

function joined<A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>): fc.Arbitrary<A & B> {
  return fc.tuple(a, b).map(([first, second]) => ({ ...first, ...second }));
}

const ACTOR: fc.Arbitrary<Actor> = joined(
  joined(fc.record({ name: FILLED }), maybe('reason', TEXT)),
  maybe('kind', fc.constantFrom('user' as const, 'node' as const, 'coordinator' as const)),
);

const HELD_DEVICES = dictionary(fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 1000 })));
const DEVICE_WISHES = dictionary(
  fc.oneof(
    fc.integer({ min: 1, max: 999 }),
    fc.integer({ min: 1, max: LIMITS.devicesPerNode }).map((count) => count * 1000),
  ),
);

const CLAIM: fc.Arbitrary<Claim> = fc.record({
  quantities: dictionary(WHOLE),
  ports: dictionary(PORT, NAME),
  devices: HELD_DEVICES,
});

const CAUSE = fc.constantFrom<PlacementCause>(
  'applied',
  'updated',
  'scaled',
  'replaced',
  'drained',
  'evicted',
  'rescheduled',
  'deleted',
  'node-removed',
  'regrouped',
  'preempted',
  'returned',
);

const STATUS: fc.Arbitrary<PlacementStatus> = joined(
  fc.record({
    placement: PLACEMENT,
    phase: fc.constantFrom(
      'assigned' as const,
      'starting' as const,
      'running' as const,
      'restarting' as const,
      'scheduled' as const,
      'stopping' as const,
      'stopped' as const,
      'completed' as const,
      'failed' as const,
    ),
    restarts: WHOLE32,
    message: TEXT,
    atMs: TIME,
  }),
  joined(
    maybe('exitCode', fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })),
    joined(
      joined(
        maybe('sequence', fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
        maybe('dropped', fc.integer({ min: 1, max: 2 ** 32 - 1 })),
      ),
      joined(
        joined(maybe('ready', fc.boolean()), joined(maybe('unready', TEXT), maybe('misfit', TEXT))),
        joined(maybe('lastRunAtMs', TIME), maybe('nextRunAtMs', TIME)),
      ),
    ),
  ),
);

const REJECT: fc.Arbitrary<RejectCount> = fc.record({
  reason: fc.constantFrom(...(Object.keys(REJECT_REASONS) as RejectReason[])),
  subject: TEXT,
  nodes: WHOLE32,
});

const FROM_ONE = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const INVENTORY_AMOUNT = joined(
  fc.record({ total: WHOLE, reserved: WHOLE, allocationRatio: FLOAT }),
  joined(maybe('min', FROM_ONE), joined(maybe('max', FROM_ONE), maybe('step', FROM_ONE))),
);

const TAINT = fc.record(
  { key: FILLED, value: TEXT, effect: fc.constant('evict' as const) },
  { requiredKeys: ['key', 'value'] },
);

const PLAIN_NODE = fc.record({
  id: NODE,
  address: FILLED,
  site: TEXT,
  region: TEXT,
  arch: TEXT,
  os: TEXT,
  labels: dictionary(TEXT),
  taints: few(TAINT),
  attributes: dictionary(TEXT),
  inventory: fc.record({
    resources: dictionary(INVENTORY_AMOUNT),
    ports: fc.record({ first: PORT, last: PORT }),
    devices: few(fc.record({ name: FILLED, class: FILLED, model: TEXT })),
  }),
});

const SHA256 = fc.stringMatching(/^[0-9a-f]{64}$/);

const AGENT_BUILD: fc.Arbitrary<AgentBuild> = joined(
  fc.record({ version: FILLED }),
  joined(
    joined(maybe('digest', SHA256), joined(maybe('platform', FILLED), maybe('fixed', FILLED))),
    maybe(
      'failed',
      fc.array(fc.record({ digest: SHA256, version: TEXT, attempt: WHOLE, reason: TEXT }), {
        minLength: 1,
        maxLength: LIMITS.failedAgents,
      }),
    ),
  ),
);

export const nodeInfo: fc.Arbitrary<NodeInfo> = joined(
  PLAIN_NODE,
  joined(maybe('costMillisPerHour', FROM_ONE), maybe('agent', AGENT_BUILD)),
);

const HEALTH_MS = fc.integer({ min: 1, max: LIMITS.healthMsMax });
const FROM_ONE_32 = fc.integer({ min: 1, max: 0xffff_ffff });
const HEALTH_CHECK: fc.Arbitrary<HealthCheck> = fc.record({
  probe: fc.oneof(
    fc.record({ kind: fc.constant('http' as const), port: FILLED, path: FILLED }),
    fc.record({ kind: fc.constant('tcp' as const), port: FILLED }),
    fc.record({ kind: fc.constant('grpc' as const), port: FILLED, service: TEXT }),
    fc.record({
      kind: fc.constant('exec' as const),
      command: fc.tuple(FILLED, few(TEXT)).map(([program, rest]) => [program, ...rest]),
    }),
  ),
  intervalMs: HEALTH_MS,
  timeoutMs: HEALTH_MS,
  failures: FROM_ONE_32,
  successes: FROM_ONE_32,
  graceMs: fc.nat({ max: LIMITS.healthMsMax }),
});
const HEALTH_RULE: fc.Arbitrary<HealthRule> = fc.record(
  { start: HEALTH_CHECK, ready: HEALTH_CHECK, live: HEALTH_CHECK },
  { requiredKeys: [] },
);

const PATH = fc.constantFrom('app.ini', 'conf.d/a', 'Makefile');
const FILES = fc.dictionary(
  PATH,
  joined(
    fc.record({ content: TEXT, mode: fc.nat(0o777), onChange: fc.constantFrom(...ON_FILE_CHANGE) }),
    joined(maybe('signal', fc.constant('SIGHUP')), maybe('base64', fc.constant(true as const))),
  ),
  { minKeys: 1 },
);
const SECRETS = fc.dictionary(fc.constantFrom('db', 'API_TOKEN', 'a.b-c'), WHOLE32, { minKeys: 1 });

const SECRET_NAME = fc.record({ name: fc.constantFrom('db', 'API_TOKEN'), version: WHOLE32 });
const HOOK = fc.record({
  command: fc.tuple(FILLED, few(TEXT)).map(([program, rest]) => [program, ...rest]),
  timeoutMs: WHOLE,
});

const VOLUME_USE: fc.Arbitrary<VolumeUse> = joined(
  fc.record({ volume: NAME, readOnly: fc.boolean() }),
  joined(
    maybe('target', fc.constantFrom('/data', '/var/lib/db')),
    maybe('sizeMiB', fc.integer({ min: 1, max: LIMITS.volumeMiBMax })),
  ),
);

const NUMBERED_VOLUME: fc.Arbitrary<NumberedVolume> = fc
  .tuple(NAME, NAME, fc.nat({ max: 50 }), WHOLE)
  .map(([name, volume, replica, number]) => ({ volume: volumeId(name, volume, replica), number }));

const SCHEDULE: fc.Arbitrary<Schedule> = joined(
  fc.record({
    ...{ cron: FILLED, timeZone: FILLED },
    ...{ overlap: fc.constantFrom(...OVERLAPS), catchUp: fc.constantFrom(...CATCH_UPS) },
  }),
  maybe('deadlineMs', WHOLE),
);

export const runSpec: fc.Arbitrary<RunSpec> = joined(
  fc.record({
    kind: fc.constantFrom('service' as const, 'batch' as const, 'daemon' as const),
    process: joined(
      fc.record({
        command: fc.tuple(FILLED, few(TEXT)).map(([program, rest]) => [program, ...rest]),
        env: dictionary(TEXT),
        stopSignal: FILLED,
        graceMs: WHOLE,
      }),
      joined(maybe('workingDirectory', FILLED), maybe('isolation', fc.constantFrom(...ISOLATION_LEVELS))),
    ),
    resources: fc.record({
      quantities: dictionary(WHOLE),
      ports: dictionary(fc.oneof(fc.constant('auto' as const), PORT), NAME),
      devices: DEVICE_WISHES,
    }),
    failure: joined(
      fc.record({ delayMs: WHOLE, maxDelayMs: WHOLE, resetAfterMs: WHOLE }),
      joined(maybe('restarts', WHOLE32), maybe('moves', WHOLE32)),
    ),
    batch: fc.record({ timeoutMs: WHOLE }),
  }),
  joined(
    maybe('exclusiveAfterMs', WHOLE),
    joined(
      joined(maybe('health', HEALTH_RULE), maybe('shutdownDelayMs', WHOLE)),
      joined(
        maybe('upstreams', fc.array(WORKLOAD, { minLength: 1, maxLength: 3 })),
        joined(
          joined(maybe('files', FILES), maybe('secrets', SECRETS)),
          joined(
            maybe('hooks', joined(maybe('beforeStart', HOOK), maybe('afterStop', HOOK))),
            joined(
              maybe('volumes', fc.array(VOLUME_USE, { minLength: 1, maxLength: 3 })),
              maybe('schedule', SCHEDULE),
            ),
          ),
        ),
      ),
    ),
  ),
);

const CREDIT = fc.record({
  kind: fc.constant('stream-credit' as const),
  stream: FILLED,
  bytes: fc.nat({ max: LIMITS.streamWindowBytes }),
});

const TERMINAL = fc.record({ columns: fc.nat({ max: 500 }), rows: fc.nat({ max: 500 }) });

export const AGENT_MESSAGES: {
  readonly [K in AgentMessage['kind']]: fc.Arbitrary<Extract<AgentMessage, { readonly kind: K }>>;
} = {
  hello: joined(
    fc.record({
      kind: fc.constant('hello'),
      node: nodeInfo,
      instance: FILLED,
      maxEpoch: WHOLE,
      assignmentVersion: WHOLE,
      assignmentDigest: TEXT,
    }),
    joined(
      joined(maybe('process', FILLED), maybe('endpointsDigest', TEXT)),
      maybe('takesPieces', fc.constant(true as const)),
    ),
  ),
  heartbeat: joined(
    fc.record({
      kind: fc.constant('heartbeat'),
      beat: WHOLE32,
      assignmentVersion: WHOLE,
      assignmentDigest: fc.oneof(fc.constant(''), fc.stringMatching(/^[0-9a-f]{16}$/)),
    }),
    maybe(
      'usage',
      joined(
        fc.record({ cpuMillis: WHOLE, memoryMiB: WHOLE }),
        maybe('volumes', fc.constantFrom({ 'shop/data/0': 12 })),
      ),
    ),
  ),
  status: fc.record({ kind: fc.constant('status'), sequence: WHOLE, statuses: few(STATUS) }),
  'log-chunk': joined(
    fc.record({
      kind: fc.constant('log-chunk'),
      stream: FILLED,
      at: WHOLE,
      data: fc.uint8Array({ maxLength: 64 }),
      end: fc.boolean(),
    }),
    maybe('error', TEXT),
  ),
  'stream-credit': CREDIT,
  'exec-output': fc.record({
    kind: fc.constant('exec-output'),
    stream: FILLED,
    data: fc.uint8Array({ maxLength: 64 }),
    isError: fc.boolean(),
  }),
  'exec-end': joined(
    fc.record({ kind: fc.constant('exec-end'), stream: FILLED, exitCode: fc.integer({ min: -1, max: 255 }) }),
    maybe('error', TEXT),
  ),
  resync: fc.record({ kind: fc.constant('resync') }),
  'peer-report': fc.record({ kind: fc.constant('peer-report'), probe: FILLED, reached: fc.boolean() }),
  'endpoints-request': fc.record({ kind: fc.constant('endpoints-request') }),
  presence: fc.record({ kind: fc.constant('presence'), nonce: WHOLE32 }),
  'volumes-deleted': fc.record({ kind: fc.constant('volumes-deleted'), volumes: few(NUMBERED_VOLUME) }),
  'secrets-request': fc.record({
    kind: fc.constant('secrets-request'),
    wanted: few(SECRET_NAME),
    key: fc.uint8Array({ maxLength: 64 }),
  }),
};

const ASSIGNMENT: fc.Arbitrary<Assignment> = fc
  .tuple(
    dictionary(runSpec),
    few(
      fc.record({
        of: PLACED,
        claim: CLAIM,
        desired: fc.constantFrom('running' as const, 'stopped' as const),
        pick: fc.nat(),
      }),
    ),
    fc.record({
      kind: fc.constant('assignment'),
      epoch: WHOLE,
      form: fc.constantFrom('snapshot' as const, 'delta' as const, 'piece' as const),
      baseVersion: WHOLE,
      version: WHOLE,
      digest: TEXT,
      removed: few(PLACEMENT),
    }),
  )
  .map(([runs, rows, rest]) => {
    const hashes = Object.keys(runs);
    const placements = rows.flatMap(({ of, claim, desired, pick }): AssignedPlacement[] => {
      const runHash = hashes[pick % Math.max(1, hashes.length)];
      if (runHash === undefined) return [];
      const id = placementId(of.workload, of.replica, of.generation);
      // Nobody needs a run.
      const isNeeded = pick % 2 !== 0 && !parseDispatchKey(of.workload);
      const needs = isNeeded ? { needs: [of.workload] } : {};
      const volumes = pick % 3 === 0 ? {} : { volumes: { data: pick } };
      return [{ ...of, id, runHash, claim, desired, ...needs, ...volumes }];
    });
    return { ...rest, placements, runs };
  });

const ENDPOINTS: fc.Arbitrary<EndpointsUpdate> = fc.record({
  kind: fc.constant('endpoints'),
  epoch: WHOLE,
  form: fc.constantFrom('snapshot' as const, 'delta' as const),
  digest: TEXT,
  changes: few(
    fc.record({
      workload: WORKLOAD,
      set: few(
        fc.record({
          placement: PLACEMENT,
          node: NODE,
          site: TEXT,
          address: FILLED,
          ports: fc.dictionary(NAME, PORT, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
          readySinceMs: TIME,
        }),
      ),
      removed: few(PLACEMENT),
    }),
  ),
  dropped: few(WORKLOAD),
  more: fc.boolean(),
});

export const COORDINATOR_MESSAGES: {
  readonly [K in CoordinatorMessage['kind']]: fc.Arbitrary<Extract<CoordinatorMessage, { readonly kind: K }>>;
} = {
  welcome: fc.record({
    kind: fc.constant('welcome'),
    epoch: WHOLE,
    heartbeatMs: fc.integer({ min: 1 }),
    leaseMs: fc.integer({ min: 1 }),
    statusSequence: WHOLE,
    spreadMs: fc.nat({ max: LIMITS.spreadMs }),
  }),
  'heartbeat-ack': fc.record({ kind: fc.constant('heartbeat-ack'), epoch: WHOLE, beat: WHOLE32 }),
  'status-ack': fc.record({ kind: fc.constant('status-ack'), epoch: WHOLE, sequence: WHOLE }),
  refused: fc.record({ kind: fc.constant('refused'), message: TEXT }),
  'hello-request': fc.record({ kind: fc.constant('hello-request') }),
  'agent-version': joined(
    fc.record({ kind: fc.constant('agent-version' as const), epoch: WHOLE, spreadMs: WHOLE32 }),
    maybe(
      'wanted',
      fc.record({
        version: FILLED,
        digest: SHA256,
        bytes: fc.integer({ min: 1, max: LIMITS.agentArchiveBytes }),
        attempt: WHOLE,
      }),
    ),
  ),
  challenge: fc.record({ kind: fc.constant('challenge'), nonce: WHOLE32 }),
  assignment: ASSIGNMENT,
  endpoints: ENDPOINTS,
  'log-request': joined(
    fc.record({
      kind: fc.constant('log-request'),
      stream: FILLED,
      placement: PLACEMENT,
      follow: fc.boolean(),
      tailBytes: fc.nat({ max: 1024 * 1024 }),
      windowBytes: fc.nat({ max: LIMITS.streamWindowBytes }),
    }),
    joined(
      maybe('tailLines', fc.nat({ max: LIMITS.logTailLines })),
      joined(maybe('sinceMs', WHOLE), maybe('from', WHOLE)),
    ),
  ),
  'stream-credit': CREDIT,
  'exec-request': joined(
    fc.record({
      kind: fc.constant('exec-request'),
      stream: FILLED,
      placement: PLACEMENT,
      command: few(TEXT),
      input: fc.boolean(),
      term: TEXT,
      windowBytes: fc.integer({ min: 1, max: LIMITS.streamWindowBytes }),
    }),
    maybe('terminal', TERMINAL),
  ),
  'exec-input': fc.record({
    kind: fc.constant('exec-input'),
    stream: FILLED,
    data: fc.uint8Array({ maxLength: 64 }),
    end: fc.boolean(),
  }),
  'exec-resize': fc.record({ kind: fc.constant('exec-resize'), stream: FILLED, size: TERMINAL }),
  'exec-cancel': fc.record({ kind: fc.constant('exec-cancel'), stream: FILLED }),
  'log-cancel': fc.record({ kind: fc.constant('log-cancel'), stream: FILLED }),
  'volumes-removed': fc.record({
    kind: fc.constant('volumes-removed'),
    epoch: WHOLE,
    volumes: few(NUMBERED_VOLUME),
  }),
  'secret-given': joined(
    fc.record({
      kind: fc.constant('secret-given'),
      secret: SECRET_NAME,
      sealed: fc.uint8Array({ maxLength: 64 }),
    }),
    maybe('refused', TEXT),
  ),
  'peer-key': fc.record({ kind: fc.constant('peer-key'), key: FILLED }),
  'peer-probe': fc.record({
    kind: fc.constant('peer-probe'),
    probe: FILLED,
    node: NODE,
    address: FILLED,
  }),
};

const SPEC: fc.Arbitrary<StackSpec> = fc.record({
  stack: NAME,
  workloads: dictionary(
    fc.record({
      kind: fc.constantFrom('service' as const, 'batch' as const),
      replicas: fc.nat({ max: 50 }),
      run: runSpec,
      placement: fc.record({
        require: few(TEXT),
        prefer: few(fc.record({ when: TEXT, weight: fc.nat() })),
        tolerate: few(fc.record({ key: FILLED })),
      }),
      disconnect: fc.record({ policy: fc.constant('keep' as const), afterMs: WHOLE }),
      update: fc.record({ maxUnavailable: fc.nat() }),
    }),
    NAME,
  ),
});

/** Columns of equal length, with or without ports and devices. */
const MADE = fc
  .record({
    rows: fc.array(fc.record({ replica: WHOLE32, node: fc.nat({ max: 2 }), devices: HELD_DEVICES }), {
      maxLength: 6,
    }),
    names: fc.tuple(NODE, NODE, NODE),
    portNames: fc.uniqueArray(NAME, { maxLength: 3 }),
    withDevices: fc.boolean(),
    workload: WORKLOAD,
    version: WHOLE,
    cause: CAUSE,
    firstGeneration: WHOLE,
    firstPort: fc.integer({ min: 1, max: 60_000 }),
    actor: fc.option(ACTOR, { nil: undefined }),
    atMs: TIME,
  })
  .map(({ rows, names, portNames, withDevices, firstPort, actor, ...rest }) => ({
    ...rest,
    ...(actor && { actor }),
    kind: 'placements.made' as const,
    replicas: rows.map((row) => row.replica),
    nodes: rows.map((row) => names[row.node] as NodeId),
    portNames,
    ports: rows.flatMap((_row, i) => portNames.map((_name, j) => firstPort + i * portNames.length + j)),
    devices: withDevices ? rows.map((row) => row.devices) : [],
  }));

const RESERVATION = FILLED.map((id) => id as ReservationId);
const NOMINATION = FILLED.map((id) => id as NominationId);

const PROFILE: fc.Arbitrary<NodeProfile> = joined(
  joined(
    fc.record({ site: FILLED, region: FILLED, labels: dictionary(TEXT), taints: few(TAINT) }),
    maybe('location', TEXT),
  ),
  joined(
    maybe('costMillisPerHour', fc.integer({ min: 1 })),
    maybe('ceiling', fc.constant({ cpu: 4_000, memory: 8_192 })),
  ),
);
const CERTIFICATE = fc.record({
  serial: fc.constantFrom('1', 'deadbeef', 'a'.repeat(40)),
  notAfterMs: WHOLE,
});

const USERS: {
  readonly [K in UserEvent['kind']]: fc.Arbitrary<Extract<UserEvent, { readonly kind: K }>>;
} = {
  'user.set': joined(
    fc.record({
      kind: fc.constant('user.set'),
      name: FILLED,
      grants: few(fc.record({ role: fc.constantFrom(...ROLES), stacks: FILLED })),
      actor: ACTOR,
      atMs: TIME,
    }),
    maybe('expiresAtMs', TIME),
  ),
  'user.removed': fc.record({
    kind: fc.constant('user.removed'),
    name: FILLED,
    reason: fc.string(),
    actor: ACTOR,
    atMs: TIME,
  }),
  'user.token-created': fc.record({
    kind: fc.constant('user.token-created'),
    ...{ name: FILLED, id: FILLED, hash: FILLED, expiresAtMs: TIME, actor: ACTOR, atMs: TIME },
  }),
  'user.token-revoked': fc.record({
    kind: fc.constant('user.token-revoked'),
    ...{ name: FILLED, id: FILLED, actor: ACTOR, atMs: TIME },
  }),
};

const IDENTITY_EVENTS: {
  readonly [K in IdentityEvent['kind']]: fc.Arbitrary<Extract<IdentityEvent, { readonly kind: K }>>;
} = {
  'authority.trusted': fc.record({
    kind: fc.constant('authority.trusted'),
    fingerprints: few(FILLED),
    atMs: TIME,
  }),
  'token.created': fc.record({
    kind: fc.constant('token.created'),
    token: joined(
      fc.record({ id: FILLED, hash: FILLED, profile: PROFILE, expiresAtMs: TIME }),
      maybe('node', NODE),
    ),
    actor: ACTOR,
    atMs: TIME,
  }),
  'token.revoked': fc.record({
    kind: fc.constant('token.revoked'),
    token: FILLED,
    actor: ACTOR,
    atMs: TIME,
  }),
  'node.enrolled': fc.record({
    kind: fc.constant('node.enrolled'),
    node: NODE,
    token: FILLED,
    profile: PROFILE,
    certificate: CERTIFICATE,
    actor: ACTOR,
    atMs: TIME,
  }),
  'certificate.renewed': fc.record({
    kind: fc.constant('certificate.renewed'),
    node: NODE,
    used: FILLED,
    certificate: CERTIFICATE,
    atMs: TIME,
  }),
  'node.revoked': joined(
    fc.record({
      kind: fc.constant('node.revoked'),
      node: NODE,
      reason: TEXT,
      actor: ACTOR,
      atMs: TIME,
    }),
    maybe('serial', FILLED),
  ),
  'node.quarantined': fc.record({
    kind: fc.constant('node.quarantined'),
    node: NODE,
    reason: TEXT,
    atMs: TIME,
  }),
  'node.readmitted': fc.record({
    kind: fc.constant('node.readmitted'),
    node: NODE,
    actor: ACTOR,
    atMs: TIME,
  }),
  'node.profile-changed': fc.record({
    kind: fc.constant('node.profile-changed'),
    node: NODE,
    profile: PROFILE,
    actor: ACTOR,
    atMs: TIME,
  }),
  'node.claim-refused': fc.record({
    kind: fc.constant('node.claim-refused'),
    node: NODE,
    claim: fc.constantFrom<RefusedClaim>('identity', 'profile', 'inventory', 'control'),
    detail: TEXT,
    atMs: TIME,
  }),
};

const AGENT_STAGE = { percent: WHOLE32, threshold: WHOLE, auto: fc.boolean() };

export const EVENTS: {
  readonly [K in LedgerEvent['kind']]: fc.Arbitrary<Extract<LedgerEvent, { readonly kind: K }>>;
} = {
  'leader.claimed': fc.record({ kind: fc.constant('leader.claimed'), epoch: WHOLE, leader: FILLED }),
  'ledger.recovered': fc.record({
    kind: fc.constant('ledger.recovered'),
    firstIndex: WHOLE,
    headIndex: WHOLE,
    headHash: fc.stringMatching(/^[0-9a-f]{64}$/),
    acknowledgedIndex: WHOLE,
    epoch: WHOLE,
    generationsSkipped: WHOLE,
    actor: ACTOR,
    atMs: TIME,
  }),
  'node.registered': fc.record({
    kind: fc.constant('node.registered'),
    node: nodeInfo,
    instance: TEXT,
    atMs: TIME,
  }),
  'node.connection-changed': fc.record({
    kind: fc.constant('node.connection-changed'),
    node: NODE,
    connection: fc.constantFrom('up' as const, 'disconnected' as const),
    atMs: TIME,
  }),
  'node.eligibility-changed': joined(
    fc.record({
      kind: fc.constant('node.eligibility-changed' as const),
      node: NODE,
      eligibility: fc.constantFrom('eligible' as const, 'cordoned' as const, 'draining' as const),
      actor: ACTOR,
    }),
    maybe('drain', joined(fc.record({ sinceMs: TIME, force: fc.boolean() }), maybe('deadlineAtMs', TIME))),
  ),
  'node.removed': fc.record({ kind: fc.constant('node.removed'), node: NODE, actor: ACTOR }),
  'secret.set': fc.record({
    kind: fc.constant('secret.set'),
    name: fc.constantFrom('db', 'API_TOKEN'),
    stacks: fc.constantFrom('*', 'shops-*'),
    version: WHOLE32,
    keyId: FILLED,
    sealed: TEXT,
    bytes: WHOLE32,
    actor: ACTOR,
    atMs: TIME,
  }),
  'secret.removed': fc.record({
    kind: fc.constant('secret.removed'),
    name: fc.constantFrom('db', 'API_TOKEN'),
    actor: ACTOR,
    atMs: TIME,
  }),
  'volume.removed': fc
    .record({
      kind: fc.constant('volume.removed' as const),
      of: NUMBERED_VOLUME,
      node: NODE,
      forced: fc.boolean(),
      actor: ACTOR,
      atMs: TIME,
    })
    .map(({ of, ...rest }) => ({ ...rest, ...of })),
  'volumes.deleted': fc.record({
    kind: fc.constant('volumes.deleted'),
    node: NODE,
    volumes: few(NUMBERED_VOLUME),
    atMs: TIME,
  }),
  'workload.dispatched': joined(
    fc.record({
      kind: fc.constant('workload.dispatched' as const),
      workload: RUN_KEY,
      params: fc.dictionary(NAME, TEXT, { noNullPrototype: true }),
      actor: ACTOR,
      atMs: TIME,
    }),
    maybe(
      'input',
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    ),
  ),
  'dispatch.stopped': fc.record({
    kind: fc.constant('dispatch.stopped'),
    workload: RUN_KEY,
    actor: ACTOR,
    atMs: TIME,
  }),
  'dispatches.forgotten': fc.record({
    kind: fc.constant('dispatches.forgotten'),
    workload: WORKLOAD,
    ids: few(NAME),
    atMs: TIME,
  }),
  ...IDENTITY_EVENTS,
  ...USERS,
  'stack.applied': fc
    .record({
      kind: fc.constant('stack.applied' as const),
      version: WHOLE,
      spec: SPEC,
      actor: ACTOR,
      atMs: TIME,
    })
    .map((event) => ({ ...event, stack: event.spec.stack })),
  'stack.deleted': fc.record({ kind: fc.constant('stack.deleted'), stack: NAME, actor: ACTOR }),
  'placements.made': MADE,
  'placements.stopped': joined(
    fc.record({
      kind: fc.constant('placements.stopped' as const),
      placements: few(PLACEMENT),
      cause: CAUSE,
    }),
    maybe('by', fc.record({ workload: WORKLOAD, priority: WHOLE32, over: WHOLE32 })),
  ),
  'exec.began': fc.record({
    kind: fc.constant('exec.began' as const),
    placement: PLACEMENT,
    node: NODE,
    command: few(TEXT),
    terminal: fc.boolean(),
    actor: ACTOR,
    atMs: TIME,
  }),
  'rollout.began': joined(
    fc.record({
      kind: fc.constant('rollout.began' as const),
      workload: WORKLOAD,
      version: WHOLE,
      canaries: WHOLE32,
      atMs: TIME,
    }),
    maybe('revertOf', WHOLE),
  ),
  'rollout.turned': joined(
    fc.record({
      kind: fc.constant('rollout.turned' as const),
      workload: WORKLOAD,
      version: WHOLE,
      turn: fc.constantFrom(...(['progressed', 'paused', 'resumed', 'promoted'] as const)),
      healthy: WHOLE32,
      atMs: TIME,
    }),
    maybe('actor', ACTOR),
  ),
  'rollout.ended': joined(
    fc.record({
      kind: fc.constant('rollout.ended' as const),
      workload: WORKLOAD,
      version: WHOLE,
      outcome: fc.constantFrom(...(['done', 'failed', 'reverted', 'superseded'] as const)),
      reason: TEXT,
      atMs: TIME,
    }),
    joined(maybe('actor', ACTOR), maybe('nextVersion', WHOLE)),
  ),
  'agent-update.began': joined(
    fc.record({
      kind: fc.constant('agent-update.began' as const),
      version: FILLED,
      attempt: WHOLE,
      archives: fc.dictionary(NAME, fc.record({ digest: SHA256, bytes: WHOLE }), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      ...AGENT_STAGE,
      actor: ACTOR,
      atMs: TIME,
    }),
    maybe('site', FILLED),
  ),
  'agent-update.turned': joined(
    fc.record({
      kind: fc.constant('agent-update.turned' as const),
      turn: fc.constantFrom(...(['progressed', 'paused', 'resumed', 'stopped'] as const)),
      ...AGENT_STAGE,
      reason: TEXT,
      atMs: TIME,
    }),
    maybe('actor', ACTOR),
  ),
  'agent-update.failed': fc.record({
    kind: fc.constant('agent-update.failed'),
    node: NODE,
    version: TEXT,
    digest: SHA256,
    reason: TEXT,
    atMs: TIME,
  }),
  'agent-update.ended': joined(
    fc.record({
      kind: fc.constant('agent-update.ended' as const),
      outcome: fc.constantFrom('done' as const, 'cancelled' as const),
      atMs: TIME,
    }),
    maybe('actor', ACTOR),
  ),
  'nomination.made': fc.record({
    kind: fc.constant('nomination.made'),
    id: NOMINATION,
    workload: WORKLOAD,
    node: NODE,
    claim: CLAIM,
    expiresAtMs: TIME,
  }),
  'nomination.ended': fc.record({
    kind: fc.constant('nomination.ended'),
    nomination: NOMINATION,
    workload: WORKLOAD,
    node: NODE,
    outcome: fc.constantFrom('taken' as const, 'expired' as const, 'withdrawn' as const),
  }),
  'placements.set-aside': fc.record({
    kind: fc.constant('placements.set-aside'),
    placements: few(PLACEMENT),
  }),
  'placements.taken-back': fc.record({
    kind: fc.constant('placements.taken-back'),
    placements: few(PLACEMENT),
  }),
  'placements.observed': fc.record({
    kind: fc.constant('placements.observed'),
    node: NODE,
    sequence: WHOLE,
    statuses: few(STATUS),
    atMs: TIME,
  }),
  'workload.blocked': fc.record({
    kind: fc.constant('workload.blocked'),
    overdue: fc.boolean(),
    atMs: TIME,
    workload: WORKLOAD as fc.Arbitrary<WorkloadKey>,
    missing: WHOLE32,
    reasons: few(REJECT),
  }),
  'workload.unblocked': fc.record({ kind: fc.constant('workload.unblocked'), workload: WORKLOAD }),
  'workload.waiting': fc.record({
    kind: fc.constant('workload.waiting'),
    workload: WORKLOAD,
    needs: few(
      fc.record({
        workload: WORKLOAD,
        until: fc.constantFrom(...NEED_STATES),
        lack: fc.constantFrom(...NEED_LACKS),
      }),
    ),
    atMs: TIME,
  }),
  'workload.needs-met': fc.record({
    kind: fc.constant('workload.needs-met'),
    workload: WORKLOAD,
    atMs: TIME,
  }),
  'placements.resized': fc.record({
    kind: fc.constant('placements.resized'),
    workload: WORKLOAD,
    placements: few(PLACEMENT),
    atMs: TIME,
  }),
  'workload.gave-up': fc.record({
    kind: fc.constant('workload.gave-up'),
    workload: WORKLOAD,
    copies: few(fc.record({ replica: WHOLE32, moves: WHOLE32, node: NODE, reason: TEXT })),
    atMs: TIME,
  }),
  'workload.retried': fc.record({
    kind: fc.constant('workload.retried'),
    workload: WORKLOAD,
    actor: ACTOR,
    atMs: TIME,
  }),
  'reservations.held': fc.record({
    kind: fc.constant('reservations.held'),
    reservations: few(
      fc.record({ id: RESERVATION, node: NODE, claim: CLAIM, holder: TEXT, expiresAtMs: TIME }),
    ),
    actor: ACTOR,
    atMs: TIME,
  }),
  'reservation.confirmed': fc.record({
    kind: fc.constant('reservation.confirmed'),
    reservation: RESERVATION,
    actor: ACTOR,
  }),
  'reservation.released': fc.record({
    kind: fc.constant('reservation.released'),
    reservation: RESERVATION,
    expired: fc.boolean(),
    actor: ACTOR,
  }),
};

export function blockOf(events: fc.Arbitrary<readonly LedgerEvent[]>): fc.Arbitrary<Block> {
  return fc.record({
    ledgerId: FILLED,
    index: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    epoch: WHOLE,
    leader: TEXT,
    recordId: FILLED,
    timeMs: TIME,
    previousHash: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((hash) => Buffer.from(hash).toString('hex')),
    events,
  });
}
