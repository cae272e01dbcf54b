/**
 * Runs that people and programs ask for, and what is remembered of them.
 *
 * Invariants: 1. while a run is remembered, its id stands for it and for no other; 2. no run is forgotten before it has ended;
 * 3. a run goes on with the spec that its workload had when it was dispatched.
 */
import type { ErrorCode } from '../basics/errors.js';
import { canonicalJson } from '../basics/fingerprint.js';
import { dispatchKey, isName, parseDispatchKey, type WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { nearest } from '../basics/nearest.js';
import type {
  DispatchCommand,
  Dispatched,
  DispatchStopped,
  Rejected,
  StopDispatchCommand,
} from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import type { WorkloadRecord } from '../state/state.js';
import { base64Bytes, withDefaults } from './apply-dispatches.js';
import { type DispatchRule, INPUT_FILE } from './dispatch-rule.js';
import { matchesPattern, readPattern } from './param-pattern.js';
import { specOfRun, wrongRun } from './run-spec.js';
import { endOf, goesOn } from './runs.js';

export function decideDispatch(turn: Turn, command: DispatchCommand): Dispatched | Rejected {
  const { workload: parent, params, input, actor } = command;
  const { state } = turn;
  const owner = state.workloads.get(parent);
  if (!owner || owner.deleted) return no('not_found', noSuch(parent));
  if (command.id !== undefined && !isDispatchId(command.id)) {
    const form = `use 1 to ${LIMITS.dispatchIdChars} of a-z, 0-9 and inner dashes`;
    return no('invalid_request', `"${command.id}" is no id of a run: ${form}`);
  }
  const known = command.id === undefined ? undefined : state.workloads.get(dispatchKey(parent, command.id));
  if (known) return sameAgain(known, parent, command);
  const { dispatch: rule } = owner.spec;
  if (!rule) return no('invalid_request', notDispatched(parent));
  const given = { params: withDefaults(rule, params), ...(input !== undefined && { input }) };
  const key = dispatchKey(parent, command.id ?? newId(turn, parent));
  const wrong =
    wrongParams(parent, rule, params) ??
    wrongInput(parent, rule, input) ??
    wrongRun(owner.spec, specOfRun(key, owner.spec, given), given);
  if (wrong) return no('invalid_request', wrong);
  const full = noRoom(turn, parent, rule, input);
  if (full) return no('overloaded', full);
  turn.emit({
    kind: 'workload.dispatched',
    workload: key,
    // In the order that the ledger keeps them in.
    params: JSON.parse(canonicalJson(params)) as Record<string, string>,
    ...(input !== undefined && { input }),
    actor,
    atMs: turn.nowMs,
  });
  return reply(key, true);
}

export function decideStopDispatch(turn: Turn, command: StopDispatchCommand): DispatchStopped | Rejected {
  const { workload: key, actor } = command;
  const run = turn.state.workloads.get(key);
  const named = parseDispatchKey(key);
  if (!named) {
    const advice = `name one of its runs: \`berth dispatch ls ${key}\` lists them`;
    return no('invalid_request', `"${key}" is no run: ${advice}`);
  }
  if (!run?.dispatched) return no('not_found', noSuchRun(key, named.parent));
  const end = endOf(run);
  if (end && end.state !== 'stopped')
    return no('conflict', `${key} has ${end.state} already: nothing to stop`);
  if (!run.dispatched.stopped && !run.deleted)
    turn.emit({ kind: 'dispatch.stopped', workload: key, actor, atMs: turn.nowMs });
  return { kind: 'dispatch-stopped', workload: key };
}

/** Of the runs of each workload that have ended, the newest are remembered, and none for ever. Told from time to time. */
export function settleDispatches(turn: Turn): void {
  const { state, nowMs } = turn;
  for (const parent of [...state.dispatches.parents()].sort()) {
    const keep = state.workloads.get(parent)?.spec.dispatch?.keep ?? 0;
    const ended: { readonly id: string; readonly atMs: number }[] = [];
    for (const key of state.dispatches.of(parent)) {
      const run = state.workloads.get(key);
      const end = run && !run.deleted ? endOf(run) : undefined;
      if (end) ended.push({ id: parseDispatchKey(key)?.id ?? '', atMs: end.atMs });
    }
    ended.sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1));
    const ids = ended
      .filter(({ atMs }, at) => nowMs - atMs >= (at < keep ? LIMITS.dispatchKeptMs : LIMITS.dispatchSeenMs))
      .map(({ id }) => id);
    if (ids.length > 0) turn.emit({ kind: 'dispatches.forgotten', workload: parent, ids, atMs: nowMs });
  }
}

export function isDispatchId(text: string): boolean {
  return isName(text) && text.length <= LIMITS.dispatchIdChars;
}

/** No other turn of this ledger makes it, but somebody may have taken it for one of his own. */
function newId(turn: Turn, parent: WorkloadKey): string {
  for (;;) {
    const id = turn.uniqueName('d');
    if (!turn.state.workloads.has(dispatchKey(parent, id))) return id;
  }
}

/** A caller that does not know whether it was heard asks again. */
function sameAgain(
  run: WorkloadRecord,
  parent: WorkloadKey,
  { params, input }: DispatchCommand,
): Dispatched | Rejected {
  const { key, dispatched, deleted, spec } = run;
  if (deleted || !dispatched)
    return no('conflict', `${key} is ending, with the ${parent} that it was of: try again in a moment`);
  const had = dispatched.inputBytes === undefined ? undefined : spec.run.files?.[INPUT_FILE]?.content;
  const other =
    canonicalJson(dispatched.asked) !== canonicalJson(params) ? 'params' : had !== input && 'input';
  if (other) {
    const advice = `\`berth status ${key}\` shows it; take another id for another run`;
    return no('conflict', `${key} was dispatched with other ${other}: ${advice}`);
  }
  return reply(key, false);
}

function reply(key: WorkloadKey, created: boolean): Dispatched {
  const { parent, id } = parseDispatchKey(key) as { parent: WorkloadKey; id: string };
  return { kind: 'dispatched', workload: key, parent, id, created };
}

function wrongParams(
  parent: WorkloadKey,
  { params: rules }: DispatchRule,
  params: Readonly<Record<string, string>>,
): string | undefined {
  const names = Object.keys(rules);
  for (const [name, value] of Object.entries(params)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) {
      const near = nearest(name, names);
      const has = names.length > 0 ? `it takes ${names.join(', ')}` : 'it takes none';
      return `${parent} has no parameter "${name}": ${near ? `did you mean ${near}?` : has}`;
    }
    const wrong = wrongValue(name, rule.pattern, value);
    if (wrong) return wrong;
  }
  const missing = names.find((name) => rules[name]?.required && !Object.hasOwn(params, name));
  return missing && `${parent} needs parameter "${missing}": --param ${missing}=VALUE`;
}

function wrongValue(name: string, pattern: string | undefined, value: string): string | undefined {
  if (value.length > LIMITS.paramChars)
    return `parameter "${name}" is longer than ${LIMITS.paramChars} characters: give what is long as input`;
  if (value.includes('\0')) return `parameter "${name}" has a NUL character: no variable can hold it`;
  const read = pattern === undefined ? undefined : readPattern(pattern);
  if (!read || matchesPattern(read, value)) return undefined;
  return `parameter "${name}" must match ${pattern}, and is ${JSON.stringify(value.slice(0, 60))}`;
}

function wrongInput(
  parent: WorkloadKey,
  { input: rule }: DispatchRule,
  input: string | undefined,
): string | undefined {
  if (input === undefined)
    return rule === 'required'
      ? `${parent} needs input: --input-file FILE, or - for standard input`
      : undefined;
  if (rule === 'none') return `${parent} takes no input: leave it out, or give it "input" in its stack file`;
  const bytes = base64Bytes(input);
  if (bytes <= LIMITS.dispatchInputBytes) return undefined;
  const advice = 'put it where the run can fetch it, and name that by a parameter';
  return `the input has ${bytes} bytes, over ${LIMITS.dispatchInputBytes / 1024} KiB: ${advice}`;
}

/** Why no more is taken now; it passes when runs end. */
function noRoom(
  { state }: Turn,
  parent: WorkloadKey,
  { maxQueued }: DispatchRule,
  input: string | undefined,
): string | undefined {
  const runs = state.dispatches.of(parent);
  if (runs.size >= maxQueued) {
    let open = 0;
    for (const key of runs) {
      const run = state.workloads.get(key);
      if (run && goesOn(run)) open++;
    }
    if (open >= maxQueued)
      return `${parent} has ${open} runs that have not ended (maxQueued): try again when some have`;
  }
  const bytes = input === undefined ? 0 : base64Bytes(input);
  if (bytes === 0 || state.dispatches.inputBytes + bytes <= LIMITS.dispatchInputBytesHeld) return undefined;
  const most = `${LIMITS.dispatchInputBytesHeld / 1024 / 1024} MiB`;
  return `the input of all runs that are remembered would be over ${most}: try again when some have ended`;
}

function noSuch(key: WorkloadKey): string {
  const advice = key.includes('/') ? '`berth status` lists them' : 'a workload is named "stack/workload"';
  return `there is no workload "${key}": ${advice}`;
}

function notDispatched(key: WorkloadKey): string {
  const parent = parseDispatchKey(key)?.parent;
  if (parent !== undefined) return `${key} is a run: dispatch ${parent}`;
  return `${key} runs by itself: a batch with "dispatch" in its stack file runs when it is asked to`;
}

export function noSuchRun(key: string, parent: string): string {
  const why = 'it was never dispatched, or is forgotten by now';
  return `there is no run "${key}": ${why}; \`berth dispatch ls ${parent}\` lists those that are known`;
}

function no(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}
