/** What `apply` does when a run is dispatched, and when it is wanted no more. */
import { parseDispatchKey } from '../basics/ids.js';
import { runHashOf } from '../configuration/files.js';
import { applyNominationEnded, nominationsOf } from '../placing/nominations.js';
import type { DispatchEvent } from '../state/events.js';
import { workloadChanged } from '../state/leaving-workloads.js';
import { newWorkload } from '../state/new-records.js';
import type { ClusterState } from '../state/state.js';
import type { DispatchRule } from './dispatch-rule.js';
import { specOfRun } from './run-spec.js';

type EventOf<Kind extends DispatchEvent['kind']> = Extract<DispatchEvent, { kind: Kind }>;

export function applyDispatched(state: ClusterState, event: EventOf<'workload.dispatched'>): void {
  const { workload: key, params: asked, input, actor, atMs } = event;
  const owner = parseDispatchKey(key)?.parent;
  const parent = owner === undefined ? undefined : state.workloads.get(owner);
  if (!parent?.spec.dispatch || parent.deleted || state.workloads.has(key)) return;
  const params = withDefaults(parent.spec.dispatch, asked);
  const spec = specOfRun(key, parent.spec, { params, ...(input !== undefined && { input }) });
  const inputBytes = input === undefined ? undefined : base64Bytes(input);
  state.workloads.set(key, {
    ...newWorkload(key, spec, state.generationFloor),
    version: parent.version,
    runHash: runHashOf(spec.run),
    dispatched: { asked, params, ...(inputBytes !== undefined && { inputBytes }), actor, atMs },
  });
  state.dispatches.add(key, inputBytes ?? 0);
  state.dependants.set(key, spec.needs);
  workloadChanged(state, key);
}

/** Its copies end, and no others begin. */
export function applyDispatchStopped(state: ClusterState, event: EventOf<'dispatch.stopped'>): void {
  const run = state.workloads.get(event.workload);
  if (!run?.dispatched || run.dispatched.stopped) return;
  const { actor, atMs } = event;
  run.dispatched = { ...run.dispatched, stopped: { actor, atMs } };
  run.spec = { ...run.spec, replicas: 0 };
  delete run.blocked;
  delete run.waiting;
  delete run.refill;
  for (const nomination of nominationsOf(state, run.key)) applyNominationEnded(state, nomination.id);
  workloadChanged(state, run.key);
}

/** Every parameter has a value. */
export function withDefaults(
  { params }: DispatchRule,
  asked: Readonly<Record<string, string>>,
): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [name, param] of Object.entries(params))
    all[name] = Object.hasOwn(asked, name) ? (asked[name] as string) : (param.default ?? '');
  return all;
}

export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
