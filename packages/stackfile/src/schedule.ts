/** `schedule`: when a batch runs again and again. The form, what may not be said, and what it means. */
import { CATCH_UPS, OVERLAPS, type Schedule } from '@berth/core';
import { z } from 'zod';
import { HOW_CRON, wrongCron, wrongTimeZone } from './cron.js';
import { DEFAULTS } from './defaults.js';
import type { StackDocument } from './document.js';
import { ms } from './durations.js';
import { type Path, quote, type StackIssue } from './issue.js';
import { duration, milliseconds } from './leaves.js';
import type { WorkloadForm } from './schema.js';

const cronForm = z
  .string({ error: 'must be a cron expression in quotes' })
  .superRefine((value, context) => {
    const message = wrongCron(value);
    if (message)
      context.addIssue({ code: 'custom', message, input: value, params: { suggestion: HOW_CRON } });
  })
  .meta({
    description:
      'Minute, hour, day of month, month, day of week; or seconds before them; or @hourly, @daily, @weekly, @monthly, @yearly.',
    examples: ['0 3 * * *', '@daily'],
  });

const zoneForm = z
  .string({ error: 'must be the name of a time zone' })
  .superRefine((value, context) => {
    const { message, suggestion } = wrongTimeZone(value) ?? {};
    if (message) context.addIssue({ code: 'custom', message, input: value, params: { suggestion } });
  })
  .meta({
    description: `Name of a time zone, such as Europe/Berlin. Default: ${DEFAULTS.scheduleTimeZone}.`,
  });

const scheduleObject = z.strictObject({
  cron: cronForm,
  timeZone: zoneForm.optional(),
  overlap: z
    .enum(OVERLAPS)
    .optional()
    .meta({
      description: `What becomes of a due time while the run before goes on. skip: it is left out. replace: it ends that run. Default: ${DEFAULTS.scheduleOverlap}.`,
    }),
  catchUp: z
    .enum(CATCH_UPS)
    .optional()
    .meta({
      description: `What becomes of due times at which its node was off. none: nothing. last: one run for all of them. Default: ${DEFAULTS.scheduleCatchUp}.`,
    }),
  deadline: duration('With catchUp: last, how late a run may begin. Default: however late.').optional(),
  deadlineMs: milliseconds('deadline').optional(),
});

export const scheduleForm = z
  .union([scheduleObject, cronForm], { error: 'must be a cron expression in quotes' })
  .meta({ description: 'For kind `batch`: it runs at these times, again and again.' });

type ScheduleForm = z.infer<typeof scheduleObject>;

function partsOf(schedule: NonNullable<WorkloadForm['schedule']>): ScheduleForm {
  return typeof schedule === 'string' ? { cron: schedule } : schedule;
}

export function checkSchedule(
  { kind = DEFAULTS.kind, schedule, gang }: WorkloadForm,
  path: Path,
  document: StackDocument,
): StackIssue[] {
  if (schedule === undefined) return [];
  const at = [...path, 'schedule'];
  const issues: StackIssue[] = [];
  const refuse = (where: Path, message: string, suggestion: string) =>
    issues.push(document.atKey(where, message, suggestion));
  if (kind !== 'batch') refuse(at, `"schedule" is for kind batch only, not ${kind}`, 'write kind: batch');
  if (gang)
    refuse([...path, 'gang'], 'copies on a schedule run each by itself: they are no gang', 'remove it');
  const { catchUp, deadline, deadlineMs } = partsOf(schedule);
  if (deadline !== undefined && deadlineMs !== undefined)
    refuse([...at, 'deadlineMs'], '"deadline" and "deadlineMs" say the same thing', 'write one of them');
  else if (ms(deadline, deadlineMs) !== undefined && catchUp !== 'last') {
    const key = deadline === undefined ? 'deadlineMs' : 'deadline';
    refuse([...at, key], `${quote(key)} has no meaning without catchUp: last`, 'add it, or remove this');
  }
  return issues;
}

export function toSchedule(form: NonNullable<WorkloadForm['schedule']>): Schedule {
  const { cron, timeZone, overlap, catchUp, deadline, deadlineMs } = partsOf(form);
  const latestMs = ms(deadline, deadlineMs);
  return {
    cron: cron.trim(),
    timeZone: timeZone ?? DEFAULTS.scheduleTimeZone,
    overlap: overlap ?? DEFAULTS.scheduleOverlap,
    catchUp: catchUp ?? DEFAULTS.scheduleCatchUp,
    ...(latestMs !== undefined && { deadlineMs: latestMs }),
  };
}
