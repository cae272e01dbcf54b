/** What a node says of its agent. */
/** What an agent is, and whether another one can take its place by itself. */
export type AgentBuild = {
  readonly version: string;
  /** SHA-256 of the archive that it came from; absent where it was not installed from one. */
  readonly digest?: string;
  /** Such as "linux-x64" or "linux-arm64-musl". */
  readonly platform?: string;
  /** Why it cannot update itself; absent: it can. */
  readonly fixed?: string;
  /** Those that this host has tried and given up; at most LIMITS.failedAgents. */
  readonly failed?: readonly FailedBuild[];
};

export type FailedBuild = {
  readonly digest: string;
  readonly version: string;
  readonly attempt: number;
  readonly reason: string;
};
