/** Finds the stream, or makes it, and compares it with what has to be and with what was noted. */
import { BerthError, type Clock, type Ids, type Log, type Random } from '@berth/core';
import type { BlockStream, StreamState } from './block-stream.js';
import type { LocalRecords } from './local-records.js';
import { deviations, judgeServerVersion, type StreamSettings, streamConfig } from './settings.js';
import { ADVICE, cutOff, recreated } from './stream-guard.js';
import { backoffMs, wait } from './waiting.js';

export type OpeningDeps = {
  readonly stream: BlockStream;
  readonly local: LocalRecords;
  readonly settings: StreamSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Log;
  readonly mayCreate?: boolean;
};

/** Once this resolves, the stream holds at least what was noted. */
export async function openStream(
  deps: OpeningDeps,
  { staleMs, patienceMs }: { staleMs: number; patienceMs: number },
): Promise<StreamState> {
  const { stream, local, clock, random } = deps;
  const startedMs = clock.monotonicMs();
  for (let attempt = 0; ; attempt++) {
    const waitedMs = clock.monotonicMs() - startedMs;
    const looked = await stream.look();
    if (looked.kind !== 'unknown') judgeServer(deps, attempt);
    if (looked.kind === 'state') {
      checkStream(deps, looked);
      const known = local.noted?.index ?? 0;
      if (looked.last >= known) return looked;
      if (waitedMs >= staleMs) throw new BerthError('corrupt', cutOff(stream.name, looked.last, known));
    } else if (looked.kind === 'missing') {
      const why = local.noted ? goneFor(deps, waitedMs, staleMs) : await make(deps);
      if (why === undefined) continue;
      if (waitedMs >= patienceMs) throw new BerthError('unreachable', `${stream.name}: ${why}`);
    } else if (waitedMs >= patienceMs) {
      throw new BerthError('unreachable', `${stream.name}: no server answers (${looked.why})`);
    }
    await wait(clock, backoffMs(attempt, random));
  }
}

function judgeServer({ stream, log }: OpeningDeps, attempt: number): void {
  const { verdict, words } = judgeServerVersion(stream.serverVersion());
  if (verdict === 'refuse') throw new BerthError('refused', words);
  if (verdict === 'warn' && attempt === 0) log.warn(words);
}

/** A server that has just started may not know its streams yet. */
function goneFor({ stream, local }: OpeningDeps, waitedMs: number, staleMs: number): string {
  const known = local.noted?.index ?? 0;
  if (waitedMs < staleMs) return 'it is not there yet';
  const blocks = known > 0 ? `, and with it block 1 and later, up to index ${known}` : '';
  throw new BerthError('corrupt', `${stream.name} is gone${blocks}: ${ADVICE}`);
}

/** Why it could not be made, for now. */
async function make({ stream, settings, ids, mayCreate = true }: OpeningDeps): Promise<string | undefined> {
  if (!mayCreate) throw new BerthError('not_found', `${stream.name} does not exist`);
  const made = await stream.create(streamConfig(settings), ids.next('stream'));
  return typeof made === 'string' ? undefined : made.why;
}

function checkStream({ stream, local, settings }: OpeningDeps, state: StreamState): void {
  const noted = local.noted;
  if (state.recovery !== undefined) {
    const words = `${stream.name} is being recovered (${state.recovery}), or that was cut off: run \`berth ledger recover\` again`;
    throw new BerthError('conflict', words);
  }
  if (noted && noted.identity !== state.identity) throw recreated(stream.name, state, noted.index);
  if (state.identity === '')
    throw new BerthError('conflict', `${stream.name} was not made by Berth: use another name, or remove it`);
  const wrong = deviations(state.config, settings);
  if (wrong.length > 0)
    throw new BerthError('conflict', wrong.map((line) => `${stream.name}: ${line}`).join('\n'));
}
