/**
 * Text of a stack file -> StackSpec, or everything that is wrong with it, in the order of the file. Three passes: the
 * text (document.ts), the shape (schema.ts), and what only several keys together can say (cross-checks.ts). A workload
 * with a wrong shape does not keep the others from being checked.
 */
import { LIMITS, type StackSpec } from '@berth/core';
import { checkWorkload, tooMany } from './cross-checks.js';
import { checkDispatchReferences } from './dispatch.js';
import { readDocument, type StackDocument } from './document.js';
import { orderIssues, type StackIssue } from './issue.js';
import { checkNeedCircles } from './needs.js';
import { checkNearCircles, type Workloads } from './relation-checks.js';
import { type StackForm, stackForm } from './schema.js';
import { shapeIssues } from './shape-issues.js';
import { toStackSpec } from './stack-spec.js';
import { checkDeclared } from './volumes.js';

export type ParsedStack =
  | { readonly spec: StackSpec }
  /** At least one, at most ISSUES_MAX. */
  | { readonly issues: readonly StackIssue[] };

/** Reads YAML or JSON, at most LIMITS.stackFileBytes. Never throws. */
export function parseStack(source: string): ParsedStack {
  const { document, issues: textIssues } = readDocument(source);
  if (!document) return { issues: textIssues };
  const checked = stackForm.safeParse(document.value);
  const shape = checked.success ? [] : shapeIssues(stackForm, document, checked.error.issues);
  const wrong = new Set(checked.error?.issues.map((issue) => wrongWorkload(issue.path)));
  const issues = orderIssues([...textIssues, ...shape, ...crossIssues(document, wrong)]);
  if (issues.length > 0 || !checked.success) return { issues };
  return { spec: toStackSpec(checked.data satisfies StackForm, document) };
}

function wrongWorkload(path: readonly PropertyKey[]): PropertyKey | undefined {
  return path[0] === 'workloads' ? path[1] : undefined;
}

/** `wrong`: workloads whose shape is not what the checks rely on. */
function crossIssues(document: StackDocument, wrong: ReadonlySet<PropertyKey | undefined>): StackIssue[] {
  const { workloads } = (document.value ?? {}) as { workloads?: unknown };
  if (typeof workloads !== 'object' || workloads === null || Array.isArray(workloads)) return [];
  const names = Object.keys(workloads);
  if (names.length > LIMITS.workloadsPerStack) {
    const message = tooMany('workloads', LIMITS.workloadsPerStack);
    return [document.atKey(['workloads'], message, 'split it into several stacks')];
  }
  const right = Object.fromEntries(
    Object.entries(workloads as Workloads).filter(([name]) => !wrong.has(name)),
  );
  const issues = Object.entries(right).flatMap(([name, form]) => checkWorkload(name, form, names, document));
  const shared = [
    ...checkNearCircles(right, document),
    ...checkNeedCircles(right, document),
    ...checkDispatchReferences(right, document),
  ];
  // What a workload with a wrong shape uses is not known.
  return [...issues, ...shared, ...(wrong.size === 0 ? checkDeclared(right, document) : [])];
}
