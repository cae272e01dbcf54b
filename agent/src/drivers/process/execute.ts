/** Runs a command beside a workload: in its control groups, with its environment, for a bounded time, leaving nothing behind. */
import { spawn } from 'node:child_process';
import { BerthError, type Clock, LIMITS } from '@berth/core';
import type { ExecuteResult } from '../driver.js';
import { processesLike, sendSignal, startedWith } from './proc.js';

/** Joins the groups, then becomes the command: no shell reads it. */
export const JOIN_SCRIPT = `
while [ "$1" != -- ]; do
  { echo $$ > "$1/cgroup.procs"; } 2>/dev/null || exit 125
  shift
done
shift
exec "$@"
`;
/** Output that comes after the end of the command is waited for this long. */
const OUTPUT_MS = 100;

/** Marks the processes of one command, so that those are found that left its process group. */
export const EXECUTE_VARIABLE = 'BERTH_CHECK';

export type ExecuteWish = {
  /** Control groups to join; none where there are none. */
  readonly folders: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Unique among the commands that run on this host. */
  readonly mark: string;
  /** Everything that may be of the command: of the run's group, or of the host. */
  readonly candidates: () => Promise<readonly number[]>;
  readonly clock: Clock;
};

/** Resolves with its end; after the signal, when all of it was killed. */
export async function execute(wish: ExecuteWish, signal: AbortSignal): Promise<ExecuteResult> {
  const { folders, command, environment, directory, mark, clock } = wish;
  const child = spawn('/bin/sh', ['-c', JOIN_SCRIPT, 'berth-check', ...folders, '--', ...command], {
    cwd: directory,
    env: { ...environment, [EXECUTE_VARIABLE]: mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  let output = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output = Buffer.concat([output, data]);
      if (output.length > LIMITS.checkAnswerBytes) output = output.subarray(-LIMITS.checkAnswerBytes);
    });
  }
  const killGroup = () => {
    if (pid !== undefined) sendSignal(-pid, 'SIGKILL');
  };
  signal.addEventListener('abort', killGroup);
  if (signal.aborted) killGroup();
  try {
    const exitCode = await endOf(child, clock);
    return { exitCode, output: output.toString() };
  } finally {
    signal.removeEventListener('abort', killGroup);
    killGroup();
    child.stdout.destroy();
    child.stderr.destroy();
    if (signal.aborted) await killMarked(wish);
  }
}

function endOf(child: ReturnType<typeof spawn>, clock: Clock): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (thrown) =>
      reject(new BerthError('storage', `cannot run a command: ${thrown.message}`, { cause: thrown })),
    );
    child.once('exit', (code) => {
      const done = () => {
        cancel();
        resolve(code ?? 137);
      };
      // What it left in the background may hold the pipes open.
      const cancel = clock.schedule(OUTPUT_MS, done);
      child.once('close', done);
    });
  });
}

/** Ends commands that an earlier agent ran beside its runs, and could not end itself. */
export async function endLeftovers(folder: string): Promise<void> {
  for (const pid of await processesLike(`${EXECUTE_VARIABLE}=${folder}/`)) sendSignal(pid, 'SIGKILL');
}

/** Those that made a session of their own, too; until none is left, or they hang in the kernel. */
export async function killMarked(wish: Pick<ExecuteWish, 'candidates' | 'mark' | 'clock'>): Promise<void> {
  for (let round = 0; round < KILL_ROUNDS; round++) {
    if (!(await signalMarked(wish, 'SIGKILL'))) return;
    await new Promise<void>((resolve) => void wish.clock.schedule(KILL_AGAIN_MS, resolve));
  }
}

/** Whether there is any. */
export async function signalMarked(
  { candidates, mark }: Pick<ExecuteWish, 'candidates' | 'mark'>,
  signal: NodeJS.Signals,
): Promise<boolean> {
  let some = false;
  for (const pid of await candidates()) {
    if (!(await startedWith(pid, `${EXECUTE_VARIABLE}=${mark}`))) continue;
    some = sendSignal(pid, signal) || some;
  }
  return some;
}

const KILL_ROUNDS = 100;
const KILL_AGAIN_MS = 10;
