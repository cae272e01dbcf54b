/** How copies are updated, as people write it, and as the core has it. */
import { LIMITS, type UpdateRule } from '@berth/core';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import type { StackDocument } from './document.js';
import { ms } from './durations.js';
import type { Path, StackIssue } from './issue.js';
import { duration, milliseconds } from './leaves.js';
import type { WorkloadForm } from './schema.js';

const most = (description: string) =>
  z
    .int({ error: 'must be a whole number' })
    .min(0)
    .max(LIMITS.replicasPerWorkload)
    .meta({ description })
    .optional();

const flag = (description: string) =>
  z.boolean({ error: 'must be true or false' }).meta({ description }).optional();

const CANARY = 'must be a number of copies such as 1, or a part of them such as 10%';

export const updateForm = z
  .strictObject({
    maxUnavailable: most('Copies that an update may take out of service at a time. Default: 1.'),
    maxSurge: most('Copies that may run beside those they replace, until they are ready. Default: 0.'),
    canary: z
      .union([z.string(), z.number()], { error: CANARY })
      .superRefine((value, context) => {
        const isCount = Number.isInteger(value) && Number(value) >= 1;
        if (isCount && Number(value) <= LIMITS.replicasPerWorkload) return;
        if (!/^(100|[1-9]\d?)%$/.test(String(value)))
          context.addIssue({ code: 'custom', message: CANARY, input: value });
      })
      .meta({
        description: 'So many copies first; the others when `berth rollout promote` says so. Default: none.',
        examples: [1, '10%'],
      })
      .optional(),
    autoPromote: flag('Goes on by itself when the canaries are healthy. Default: false.'),
    autoRevert: flag('When it fails, the last version that was healthy comes back. Default: false.'),
    healthyFor: duration(
      'A new copy counts when it has been ready that long. Default: 10s with `canary` or `autoRevert`, otherwise 0s.',
    ).optional(),
    healthyForMs: milliseconds('healthyFor').optional(),
    progressDeadline: duration(
      'It has failed when that long no more copies became healthy. Default: 10m with `autoRevert`, otherwise it waits.',
    ).optional(),
    progressDeadlineMs: milliseconds('progressDeadline').optional(),
  })
  .meta({ description: 'How copies are replaced when what they run changes.' });

export function toUpdateRule({ update: form, replicas = DEFAULTS.replicas }: WorkloadForm): UpdateRule {
  const { maxSurge = 0, canary, autoPromote, autoRevert } = form ?? {};
  const canaries = canariesOf(canary, replicas);
  const careful = canaries > 0 || autoRevert === true;
  const healthyForMs = ms(form?.healthyFor, form?.healthyForMs) ?? (careful ? DEFAULTS.healthyForMs : 0);
  const deadline = ms(form?.progressDeadline, form?.progressDeadlineMs);
  const progressDeadlineMs = deadline ?? (autoRevert ? DEFAULTS.progressDeadlineMs : undefined);
  return {
    maxUnavailable: form?.maxUnavailable ?? DEFAULTS.maxUnavailable,
    ...(maxSurge > 0 && { maxSurge }),
    ...(canaries > 0 && { canaries }),
    ...(autoPromote && { autoPromote }),
    ...(autoRevert && { autoRevert }),
    ...(healthyForMs > 0 && { healthyForMs }),
    ...(progressDeadlineMs !== undefined && { progressDeadlineMs }),
  };
}

function canariesOf(canary: number | string | undefined, replicas: number): number {
  if (canary === undefined) return 0;
  if (typeof canary === 'number') return canary;
  return Math.max(1, Math.ceil((Number.parseInt(canary, 10) * replicas) / 100));
}

export function checkUpdate(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { update, kind, disconnect } = form;
  if (!update) return [];
  const issues: StackIssue[] = [];
  const at = (key: string) => [...path, 'update', key];
  const refuse = (key: string, message: string, suggestion: string) =>
    issues.push(document.atKey(at(key), message, suggestion));
  const surge = update.maxSurge ?? 0;
  if (update.maxUnavailable === 0 && surge === 0)
    refuse(
      'maxUnavailable',
      'with "maxUnavailable" 0 and no "maxSurge" nothing could be updated',
      'add maxSurge: 1',
    );
  if (surge > 0 && kind === 'daemon')
    refuse('maxSurge', 'a daemon has one copy on a node: there is no "maxSurge"', 'remove it');
  if (surge > 0 && disconnect?.policy === 'exclusive')
    refuse(
      'maxSurge',
      'of an exclusive workload one copy runs at a time: there is no "maxSurge"',
      'remove it',
    );
  if (typeof update.canary === 'string' && kind === 'daemon')
    refuse('canary', 'how many nodes a daemon runs on is not known here', 'write a number of copies');
  if (update.autoPromote && update.canary === undefined)
    refuse('autoPromote', '"autoPromote" has no meaning without "canary"', 'add canary: 1');
  for (const key of kind === 'batch'
    ? (['canary', 'autoRevert', 'maxSurge', 'progressDeadline'] as const)
    : []) {
    if (update[key] !== undefined) refuse(key, `a batch has no rollout: there is no "${key}"`, 'remove it');
  }
  if (ms(update.progressDeadline, update.progressDeadlineMs) === 0)
    refuse(
      update.progressDeadline === undefined ? 'progressDeadlineMs' : 'progressDeadline',
      'a deadline of 0 would fail at once',
      'write e.g. 10m',
    );
  return issues;
}
