/** `needs`: what has to be there before a workload begins. The form, what may not be said, and what it means. */
import { cycleOf, LIMITS, NEED_STATES, type Need, type WorkloadKey, workloadKey } from '@berth/core';
import { z } from 'zod';
import type { StackDocument } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import { workloadName } from './leaves.js';
import type { WorkloadForm } from './schema.js';

const WHO = 'A workload of this stack, or STACK/WORKLOAD.';

const needForm = z.strictObject({
  workload: workloadName(WHO),
  until: z.enum(NEED_STATES).optional().meta({
    description:
      'ready: its copies are ready. running: they run. completed: it is a batch, and all of it completed. Default: completed for a batch without a schedule, ready for the others.',
  }),
});

export const needsForm = z
  .array(
    z.union([workloadName(WHO), needForm], { error: 'must be a name, or { workload: NAME, until: STATE }' }),
  )
  .max(LIMITS.needsPerWorkload)
  .meta({
    description:
      'What has to be there before copies of a version begin; on deletion it ends after this workload. Default: nothing.',
  });

type NeedForm = NonNullable<WorkloadForm['needs']>[number];
type Workloads = Readonly<Record<string, WorkloadForm>>;

/** Each with its path below the workload. */
export function needsOf({ needs = [] }: WorkloadForm): [need: NeedForm, path: Path][] {
  return needs.map((need, at) => [need, ['needs', at]]);
}

const nameOf = (need: NeedForm) => (typeof need === 'string' ? need : need.workload);

export function checkNeeds(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const seen = new Set<string>();
  return needsOf(form).flatMap(([need, at]) => {
    const name = nameOf(need);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [document.at([...path, ...at], `${quote(name)} is needed twice`, 'remove one of them')];
  });
}

/** Those that would wait for each other for ever, and who is asked to complete and never does. */
export function checkNeedCircles(workloads: Workloads, document: StackDocument): StackIssue[] {
  const issues: StackIssue[] = [];
  const names = (from: string) =>
    needsOf(workloads[from] as WorkloadForm)
      .map(([need]) => nameOf(need))
      .filter((name) => Object.hasOwn(workloads, name));
  for (const [from, form] of Object.entries(workloads)) {
    for (const [need, at] of needsOf(form)) {
      if (typeof need === 'string' || need.until !== 'completed') continue;
      const target = workloads[need.workload];
      if (!target || (target.kind === 'batch' && target.schedule === undefined)) continue;
      const kind = target.schedule === undefined ? (target.kind ?? 'service') : 'batch on a schedule';
      const message = `${quote(need.workload)} is a ${kind}: it never completes`;
      const path = ['workloads', from, ...at, 'until'];
      issues.push(document.at(path, message, 'write ready, or leave it out'));
    }
  }
  const cycle = cycleOf(Object.keys(workloads), names);
  const [from, to] = cycle ?? [];
  if (!cycle || from === undefined) return issues;
  const found = needsOf(workloads[from] as WorkloadForm).find(([need]) => nameOf(need) === to);
  const path = ['workloads', from, ...(found?.[1] ?? ['needs'])];
  issues.push(document.at(path, `needs go in a circle: ${cycle.join(' -> ')}`, 'take one of them out'));
  return issues;
}

/** In the order of the file. "STACK/NAME" of the own stack is the same as NAME. */
export function toNeeds(stack: string, forms: readonly NeedForm[]): Need[] {
  return forms.map((form) => {
    const name = nameOf(form);
    const until = typeof form === 'string' ? undefined : form.until;
    const workload = name.includes('/') ? (name as WorkloadKey) : workloadKey(stack, name);
    return { workload, ...(until && { until }) };
  });
}
