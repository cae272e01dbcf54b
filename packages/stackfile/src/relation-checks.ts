/** What rules about copies may not say together. */
import { listOf, type OneOrMore } from '@berth/core';
import type { StackDocument } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import type { SpreadForm, WorkloadForm } from './schema.js';

export type Workloads = Readonly<Record<string, WorkloadForm>>;

/** The rules of one kind, each with its path below the workload. */
export function rulesOf<Rule>(rules: OneOrMore<Rule> | undefined, kind: string): [rule: Rule, path: Path][] {
  const isList = Array.isArray(rules);
  return listOf(rules).map((rule, at) => [rule, ['placement', kind, ...(isList ? [at] : [])]]);
}

/** Of one workload, apart from the names in them. */
export function checkRelations(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const issues: StackIssue[] = [];
  for (const [rule, at] of rulesOf(form.placement?.spread, 'spread')) {
    issues.push(...checkSpread(rule, [...path, ...at], document));
  }
  for (const [{ own, from = [] }, at] of rulesOf(form.placement?.apart, 'apart')) {
    if (own !== false || from.length > 0) continue;
    const message = 'with `own: false` and nobody in "from" it says nothing';
    issues.push(document.atKey([...path, ...at, 'own'], message, 'write from: [WORKLOAD]'));
  }
  return issues;
}

function checkSpread(rule: SpreadForm, path: Path, document: StackDocument): StackIssue[] {
  const { maxSkew, weight, targets } = rule;
  const issues: StackIssue[] = [];
  if (maxSkew !== undefined && (weight !== undefined || targets !== undefined)) {
    const soft = weight !== undefined ? 'weight' : 'targets';
    const message = `${quote(soft)} makes it a preference, which refuses no node: it has no "maxSkew"`;
    issues.push(document.atKey([...path, 'maxSkew'], message, 'write two rules in a list, or remove one'));
  }
  const sum = Object.values(targets ?? {}).reduce((all, share) => all + share, 0);
  if (sum > 100) {
    const message = `the targets are ${sum} % in all`;
    issues.push(document.atKey([...path, 'targets'], message, 'make them 100 or less'));
  }
  if (targets && sum === 0) {
    issues.push(
      document.atKey([...path, 'targets'], 'the targets are 0 % in all', 'give one of them a share'),
    );
  }
  return issues;
}

type Step = { readonly from: string; readonly to: string; readonly path: Path };

/** Workloads that wait for each other would never start. Near itself, and as a preference, nobody waits. */
export function checkNearCircles(workloads: Workloads, document: StackDocument): StackIssue[] {
  const stepsOf = (from: string): Step[] =>
    rulesOf(workloads[from]?.placement?.near, 'near')
      .filter(([{ workload, weight }]) => workload !== from && weight === undefined)
      .map(([{ workload }, at]) => ({ from, to: workload, path: ['workloads', from, ...at, 'workload'] }));
  return Object.keys(workloads).flatMap((start) => {
    const circle = circleFrom(start, stepsOf);
    const [first] = circle;
    if (!first) return [];
    const names = [start, ...circle.map(({ to }) => to)].join(' -> ');
    return [document.at(first.path, `near goes in a circle: ${names}`, 'take one of them out')];
  });
}

/** The shortest way back to where it begins; empty when there is none. */
function circleFrom(start: string, stepsOf: (from: string) => readonly Step[]): readonly Step[] {
  const seen = new Set<string>();
  let ways: readonly (readonly Step[])[] = stepsOf(start).map((step) => [step]);
  while (ways.length > 0) {
    const next: (readonly Step[])[] = [];
    for (const way of ways) {
      const { to } = way.at(-1) as Step;
      if (to === start) return way;
      if (seen.has(to)) continue;
      seen.add(to);
      for (const step of stepsOf(to)) next.push([...way, step]);
    }
    ways = next;
  }
  return [];
}
