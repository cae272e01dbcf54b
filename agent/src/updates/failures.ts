/**
 * What a host remembers of versions that it gave up: a file with a line for each time, which the start script writes, too
 * (agent/host/berth-agent.sh).
 *
 * Invariant: a version is tried again only with a higher attempt; but one that never reached a coordinator, while the version
 * before took as long to reach one, proved nothing. It is tried again when a coordinator asks, so often at most.
 */
import { type FailedBuild, LIMITS } from '@berth/core';

/**
 * ended: it came to its end too often. silent: it did not reach a coordinator in time, and nobody has judged that yet.
 * lost: the same, and the version before reached one soon. doubtful: the same, and the version before did not either.
 * unfit: it did not even begin.
 */
export type FailureKind = 'ended' | 'silent' | 'lost' | 'doubtful' | 'unfit';
export type Failure = FailedBuild & { readonly kind: FailureKind };

const KINDS: readonly string[] = ['ended', 'silent', 'lost', 'doubtful', 'unfit'];
const LINE = /^([0-9a-f]{64}) (\d{1,15}) (\w+) (\S{1,64}) (.*)$/;
const DOUBTS = 3;
const LINES_KEPT = 3 * LIMITS.failedAgents;
const REASON_CHARS = 200;

export function parseFailures(text: string): Failure[] {
  const failures: Failure[] = [];
  for (const line of text.split('\n').slice(-LINES_KEPT - 1)) {
    const [, digest = '', attempt, kind = '', version = '', reason = ''] = LINE.exec(line) ?? [];
    if (!KINDS.includes(kind)) continue;
    failures.push({
      ...{ digest, version, attempt: Number(attempt), kind: kind as FailureKind },
      reason: reason.slice(0, REASON_CHARS),
    });
  }
  return failures;
}

export function formatFailures(failures: readonly Failure[]): string {
  const line = ({ digest, attempt, kind, version, reason }: Failure) =>
    `${digest} ${attempt} ${kind} ${version} ${reason.replace(/\s+/g, ' ').slice(0, REASON_CHARS)}\n`;
  return failures.slice(-LINES_KEPT).map(line).join('');
}

/** The version before has reached a coordinator: how long it took says whose fault the silence was. */
export function judged(failures: readonly Failure[], isSoon: boolean): Failure[] {
  return failures.map((one) =>
    one.kind === 'silent' ? { ...one, kind: isSoon ? 'lost' : 'doubtful' } : one,
  );
}

/** Those that count, newest last; of each version the newest. `silent` ones are not told before they are judged. */
export function givenUp(failures: readonly Failure[]): FailedBuild[] {
  const found = new Map<string, FailedBuild>();
  for (const failure of failures) {
    const { digest, version, attempt, reason, kind } = failure;
    if (kind === 'silent' || (kind === 'doubtful' && doubtsOf(failures, failure) < DOUBTS)) continue;
    found.delete(digest);
    found.set(digest, { digest, version, attempt, reason });
  }
  return [...found.values()].slice(-LIMITS.failedAgents);
}

/** Why this version is not to be tried; undefined: it may be. */
export function whyNotAgain(
  failures: readonly Failure[],
  { digest, attempt }: Pick<FailedBuild, 'digest' | 'attempt'>,
): string | undefined {
  const isIt = (one: Pick<FailedBuild, 'digest' | 'attempt'>) =>
    one.digest === digest && one.attempt >= attempt;
  const silent = failures.find((one) => one.kind === 'silent' && isIt(one));
  return (silent ?? givenUp(failures).find(isIt))?.reason;
}

function doubtsOf(failures: readonly Failure[], { digest, attempt }: Failure): number {
  return failures.filter((one) => one.kind === 'doubtful' && one.digest === digest && one.attempt === attempt)
    .length;
}
