/** What follows when copies fail, as people write it, and as the core has it. */
import type { FailureRule } from '@berth/core';
import { z } from 'zod';
import { DEFAULTS, RESTART_DELAY_MS_MIN } from './defaults.js';
import type { StackDocument } from './document.js';
import { ms } from './durations.js';
import type { Path, StackIssue } from './issue.js';
import { duration, milliseconds } from './leaves.js';
import type { WorkloadForm } from './schema.js';

const NO_END = 'unlimited';
const TIMES_MAX = 1000;

const times = (description: string) =>
  z
    .union([z.literal(NO_END), z.int().min(0).max(TIMES_MAX)], {
      error: `must be "${NO_END}" or a whole number from 0 to ${TIMES_MAX}`,
    })
    .meta({ description })
    .optional();

export const failureForm = z
  .strictObject({
    restarts: times(
      `So many ends in a row are borne on one node. Default: ${DEFAULTS.failureRestarts}, for a batch ${DEFAULTS.batchRestarts}, for a daemon ${NO_END}.`,
    ),
    moves: times(
      `So often in a row it is placed again after that, on another node if one takes it. Default: ${NO_END}, for a batch ${DEFAULTS.batchMoves}; not for daemons.`,
    ),
    delay: duration('Before the first restart or move; doubles with each one. Default: 1s.').optional(),
    delayMs: milliseconds('delay').optional(),
    maxDelay: duration('The longest delay. Default: 5m, or `delay` when that is longer.').optional(),
    maxDelayMs: milliseconds('maxDelay').optional(),
    resetAfter: duration('After a run this long all of it counts anew. Default: 10m.').optional(),
    resetAfterMs: milliseconds('resetAfter').optional(),
  })
  .meta({
    description: 'When a copy fails: it starts again on its node, then is placed again, then is given up.',
  });

export function toFailureRule({ failure: form = {}, kind = DEFAULTS.kind }: WorkloadForm): FailureRule {
  const delayMs = ms(form.delay, form.delayMs) ?? DEFAULTS.failureDelayMs;
  const restarts = form.restarts ?? RESTARTS[kind];
  const moves = form.moves ?? MOVES[kind];
  return {
    ...(restarts !== NO_END && { restarts }),
    ...(moves !== NO_END && { moves }),
    delayMs,
    maxDelayMs: ms(form.maxDelay, form.maxDelayMs) ?? Math.max(DEFAULTS.failureMaxDelayMs, delayMs),
    resetAfterMs: ms(form.resetAfter, form.resetAfterMs) ?? DEFAULTS.failureResetAfterMs,
  };
}

/** A daemon belongs to its node: it is tried there for ever, and nowhere else. */
const RESTARTS = {
  service: DEFAULTS.failureRestarts,
  batch: DEFAULTS.batchRestarts,
  daemon: NO_END,
} as const;
const MOVES = { service: NO_END, batch: DEFAULTS.batchMoves, daemon: 0 } as const;

export function checkFailure(form: WorkloadForm, above: Path, document: StackDocument): StackIssue[] {
  const path = [...above, 'failure'];
  const { moves, delay, delayMs, maxDelay, maxDelayMs } = form.failure ?? {};
  if (moves !== undefined && form.kind === 'daemon') {
    const message = 'a daemon belongs to its node: it has no "moves"';
    return [document.atKey([...path, 'moves'], message, 'remove it')];
  }
  const first = ms(delay, delayMs) ?? DEFAULTS.failureDelayMs;
  const longest = ms(maxDelay, maxDelayMs);
  if (first < RESTART_DELAY_MS_MIN) {
    const at = [...path, delay === undefined ? 'delayMs' : 'delay'];
    return [document.at(at, '"delay" is too short', `write ${RESTART_DELAY_MS_MIN}ms or more`)];
  }
  if (longest === undefined || longest >= first) return [];
  const at = [...path, maxDelay === undefined ? 'maxDelayMs' : 'maxDelay'];
  return [document.at(at, '"maxDelay" is shorter than "delay"', 'make it as long or longer')];
}
