/** What the process of the fleet and whoever measures it say to each other. */
export type FleetWish = {
  readonly agents: number;
  /** Placements that have to fit on each. */
  readonly room: number;
} & (
  | { readonly carrier: 'grpc'; readonly address: string }
  | { readonly carrier: 'nats'; readonly servers: readonly string[] }
);

export type FleetStatus = {
  /** Welcomed, with a link that is up. */
  readonly connected: number;
  /** Agents that were welcomed since the round began. */
  readonly welcomed: number;
  readonly refused: number;
  readonly linksLost: number;
  readonly messages: number;
  readonly connections: number;
  readonly bytes: number;
  readonly starts: number;
  /** Placements that were started more than once, on whichever agent. */
  readonly startedTwice: number;
  readonly acknowledged: number;
};

/** From the moment that a placement's stack was asked for until its agent was told that the ledger has it as running. */
export type Latencies = {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export type FleetRequest =
  | { readonly kind: 'open'; readonly wish: FleetWish }
  | { readonly kind: 'round' }
  | { readonly kind: 'status' }
  | { readonly kind: 'welcomes' }
  /** When each stack was asked for, ms since 1970. */
  | { readonly kind: 'latencies'; readonly askedAtMs: Readonly<Record<string, number>> };

export type FleetAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'status'; readonly status: FleetStatus }
  /** Milliseconds since the round began, in order. */
  | { readonly kind: 'welcomes'; readonly welcomedMs: readonly number[] }
  | { readonly kind: 'latencies'; readonly latencies: Latencies };
