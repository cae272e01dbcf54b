// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/** `dispatch`: a batch that runs when it is asked to. The form, what may not be said, and what it means. */
import {
  DISPATCH_INPUTS,
  DISPATCH_VARIABLES,
  type DispatchParam,
  type DispatchRule,
  INPUT_FILE,
  LIMITS,
  matchesPattern,
  readPattern,
} from '@berth/core';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import type { StackDocument } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import { mapOf, NAMES, plainText, text } from './leaves.js';
import { needsOf } from './needs.js';
import { rulesOf } from './relation-checks.js';
import type { WorkloadForm } from './schema.js';

const paramForm = z
  .strictObject({
    required: z
      .boolean()
      .optional()
      .meta({ description: 'Whoever dispatches has to give it. Default: false.' }),
    default: plainText('When it is not given. Default: an empty text.').optional(),
    pattern: text(
      'What its value has to look like as a whole: characters, classes such as [a-z] or \\d, each with *, +, ? or {2,4}; | between alternatives. Default: anything.',
    ).optional(),
  })
  .meta({ description: 'A parameter: BERTH_PARAM_NAME in the environment, `${param.NAME}` in commands.' });

function count(min: number, max: number, description: string) {
  return z.int({ error: 'must be a whole number' }).min(min).max(max).meta({ description });
}

export const dispatchForm = z
  .strictObject({
    params: mapOf(paramForm, NAMES, 'Parameters by name. Default: none.').optional(),
    input: z
      .enum(DISPATCH_INPUTS)
      .optional()
      .meta({ description: 'Bytes that a run finds in the file BERTH_INPUT. Default: none.' }),
    keep: count(
      1,
      LIMITS.dispatchesKept,
      'Runs that are remembered after their end, for a day at most. Default: 50.',
    ).optional(),
    maxQueued: count(
      1,
      LIMITS.dispatchesQueued,
      'Runs that may be there and have not ended; more are refused. Default: 1000.',
    ).optional(),
  })
  .meta({ description: 'For kind `batch`: it runs when it is asked to (`berth dispatch`), each time anew.' });

type Workloads = Readonly<Record<string, WorkloadForm>>;

/** What stands for something in its commands, beside what does everywhere. */
export function paramTemplates({ dispatch }: WorkloadForm): string[] {
  return Object.keys(dispatch?.params ?? {}).map((name) => `param.${name}`);
}

export function checkDispatch(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { dispatch, kind } = form;
  if (!dispatch) return [];
  const at = [...path, 'dispatch'];
  if (kind !== 'batch') {
    const message = `"dispatch" is for kind batch only, not ${kind ?? DEFAULTS.kind}`;
    return [document.atKey(at, message, 'write kind: batch, or remove it')];
  }
  const issues = Object.entries(dispatch.params ?? {}).flatMap(([name, param]) =>
    checkParam(param, [...at, 'params', name], document),
  );
  const names = Object.keys(dispatch.params ?? {});
  if (names.length > LIMITS.paramsPerWorkload) {
    const message = `more than ${LIMITS.paramsPerWorkload} parameters`;
    issues.push(document.atKey([...at, 'params'], message, 'give what is much as input'));
  }
  if (form.replicas === 0)
    issues.push(document.at([...path, 'replicas'], 'a run has at least one copy', 'write 1 or more'));
  const { env = {} } = form.container ?? form.process ?? {};
  const variables = Object.keys(env).length + names.length + DISPATCH_VARIABLES.length;
  if (variables > LIMITS.environmentEntries) {
    const message = `more than ${LIMITS.environmentEntries} variables, with those of parameters`;
    issues.push(document.atKey([...at, 'params'], message));
  }
  return [...issues, ...checkInput(form, path, document)];
}

/** One more file is written for a run with input. */
function checkInput(
  { dispatch, files = {} }: WorkloadForm,
  path: Path,
  document: StackDocument,
): StackIssue[] {
  if ((dispatch?.input ?? 'none') === 'none') return [];
  const taken = Object.keys(files).find((name) => name === INPUT_FILE || name.startsWith(`${INPUT_FILE}/`));
  if (taken !== undefined) {
    const message = `${quote(INPUT_FILE)} is the file of the input`;
    return [document.atKey([...path, 'files', taken], message, 'choose another name')];
  }
  if (Object.keys(files).length < LIMITS.filesPerWorkload) return [];
  const message = `more than ${LIMITS.filesPerWorkload} files, with that of the input`;
  return [document.atKey([...path, 'files'], message, 'put some into one')];
}

type ParamForm = z.infer<typeof paramForm>;

function checkParam(param: ParamForm, at: Path, document: StackDocument): StackIssue[] {
  const value = param.default === undefined ? undefined : String(param.default);
  if (param.required && value !== undefined) {
    const message = 'whoever has to give it needs no default';
    return [document.atKey([...at, 'default'], message, 'remove "required" or "default"')];
  }
  if (value !== undefined && value.length > LIMITS.paramChars) {
    const message = `"default" is longer than ${LIMITS.paramChars} characters`;
    return [document.at([...at, 'default'], message, 'give what is long as input')];
  }
  if (param.pattern === undefined) return [];
  const pattern = readPattern(param.pattern);
  if (!pattern) {
    const form =
      'write characters and classes, each with *, +, ? or {2,4}, and | between alternatives; no groups';
    return [document.at([...at, 'pattern'], '"pattern" cannot be read', form)];
  }
  const written = value === undefined ? undefined : (document.textAt([...at, 'default']) ?? value);
  if (param.required || matchesPattern(pattern, written ?? '')) return [];
  const without = written === undefined;
  const message = without
    ? 'a value that is not given is empty, and "pattern" does not match that'
    : '"pattern" does not match "default"';
  const key = without ? 'pattern' : 'default';
  return [document.at([...at, key], message, 'write required: true, or a default that matches')];
}

/** A workload that is dispatched has no copies by itself: nothing can wait for them, or stand near them. */
export function checkDispatchReferences(workloads: Workloads, document: StackDocument): StackIssue[] {
  const isDispatched = (name: string) =>
    Object.hasOwn(workloads, name) && workloads[name]?.dispatch !== undefined;
  return Object.entries(workloads).flatMap(([from, form]) => {
    const named: [name: string, at: Path][] = [
      ...needsOf(form).map(([need, at]): [string, Path] => [
        typeof need === 'string' ? need : need.workload,
        at,
      ]),
      ...(form.upstreams ?? []).map((name, at): [string, Path] => [name, ['upstreams', at]]),
      ...rulesOf(form.placement?.near, 'near').map(([{ workload }, at]): [string, Path] => [
        workload,
        [...at, 'workload'],
      ]),
      ...rulesOf(form.placement?.apart, 'apart').flatMap(([{ from: others = [] }, at]) =>
        others.map((name, position): [string, Path] => [name, [...at, 'from', position]]),
      ),
    ];
    return named
      .filter(([name]) => name !== from && isDispatched(name))
      .map(([name, at]) => {
        const message = `${quote(name)} is dispatched: it has no copies by itself`;
        return document.at(['workloads', from, ...at], message, 'name another workload, or leave it out');
      });
  });
}

export function toDispatch(form: WorkloadForm, path: Path, document: StackDocument): DispatchRule {
  const { params = {}, input, keep, maxQueued } = form.dispatch ?? {};
  const rules: Record<string, DispatchParam> = {};
  for (const [name, param] of Object.entries(params)) {
    const written = document.textAt([...path, 'dispatch', 'params', name, 'default']);
    rules[name] = {
      ...(param.required && { required: true as const }),
      ...(param.default !== undefined && { default: written ?? String(param.default) }),
      ...(param.pattern !== undefined && { pattern: param.pattern }),
    };
  }
  return {
    params: rules,
    input: input ?? 'none',
    keep: keep ?? DEFAULTS.dispatchesKept,
    maxQueued: maxQueued ?? DEFAULTS.dispatchesQueued,
    replicas: form.replicas ?? DEFAULTS.replicas,
  };
}
