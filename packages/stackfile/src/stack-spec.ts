/** From the form that people write to the core's StackSpec: amounts and durations read, defaults filled in. */
import {
  type ApartRule,
  CORE_CLASS,
  cpuOfCores,
  type GangRule,
  isolationDemand,
  parseDevices,
  parseQuantity,
  type Quantities,
  type SpreadRule,
  type StackSpec,
  WHOLE_DEVICE,
  type WorkloadKey,
  type WorkloadSpec,
  workloadKey,
} from '@berth/core';
import { toContainer } from './container-spec.js';
import { DEFAULTS } from './defaults.js';
import { toDispatch } from './dispatch.js';
import type { StackDocument } from './document.js';
import { ms } from './durations.js';
import { toFailureRule } from './failure-rule.js';
import { type Config, readConfig, toFiles, toSecrets, withConfig } from './files.js';
import { toHealthRule } from './health-rule.js';
import { toHooks } from './hooks.js';
import type { Path } from './issue.js';
import { toNeeds } from './needs.js';
import { toSchedule } from './schedule.js';
import type { ApartForm, SpreadForm, StackForm, WorkloadForm } from './schema.js';
import { toUpdateRule } from './update-rule.js';
import { toVolumes } from './volumes.js';

/** `form` has passed every check. */
export function toStackSpec(form: StackForm, document: StackDocument): StackSpec {
  const workloads: Record<string, WorkloadSpec> = {};
  for (const [name, workload] of Object.entries(form.workloads)) {
    workloads[name] = toWorkloadSpec(form.stack, name, workload, document);
  }
  return { stack: form.stack, workloads };
}

function toWorkloadSpec(
  stack: string,
  name: string,
  form: WorkloadForm,
  document: StackDocument,
): WorkloadSpec {
  const disconnect = toDisconnectRule(form);
  const kind = form.kind ?? DEFAULTS.kind;
  const config = readConfig(document);
  const program = toProgram(form, ['workloads', name], document, config);
  const files = toFiles(form, ['workloads', name], document, config);
  return {
    kind,
    // What is dispatched has copies in its runs only.
    replicas: kind === 'daemon' || form.dispatch ? 0 : (form.replicas ?? DEFAULTS.replicas),
    run: {
      kind,
      ...program,
      resources: toResources(form.resources ?? {}),
      failure: toFailureRule(form),
      batch: toBatch(form),
      ...(disconnect.policy === 'exclusive' && { exclusiveAfterMs: disconnect.afterMs }),
      ...(form.health && { health: toHealthRule(form, ['workloads', name, 'health'], document) }),
      ...toShutdown(form),
      ...(form.upstreams && { upstreams: toUpstreams(stack, form.upstreams) }),
      ...files,
      ...toSecrets({ ...program, ...files }),
      ...(form.hooks && { hooks: toHooks(form, ['workloads', name], document) }),
      ...(form.volumes?.length && { volumes: toVolumes(form, document) }),
      ...(form.schedule !== undefined && { schedule: toSchedule(form.schedule) }),
    },
    placement: withIsolation(form.process?.isolation, toPlacementRules(name, form.placement ?? {})),
    disconnect,
    update: toUpdateRule(form),
    ...(form.priority !== undefined && { priority: form.priority }),
    ...(form.preempt && { preempt: true }),
    ...(form.gang && { gang: toGang(form.gang) }),
    ...(form.needs?.length && { needs: toNeeds(stack, form.needs) }),
    ...(form.dispatch && { dispatch: toDispatch(form, ['workloads', name], document) }),
  };
}

/** Who has ports and says what ready means is reached by others: they get a moment to learn that it goes. */
function toShutdown({ shutdown, health, resources }: WorkloadForm): { readonly shutdownDelayMs?: number } {
  const isReached = health !== undefined && Object.keys(resources?.ports ?? {}).length > 0;
  const delayMs = ms(shutdown?.delay, shutdown?.delayMs) ?? (isReached ? DEFAULTS.shutdownDelayMs : 0);
  return delayMs > 0 ? { shutdownDelayMs: delayMs } : {};
}

/** In a fixed order: another one is no reason to start copies again. */
function toUpstreams(stack: string, names: readonly string[]): WorkloadKey[] {
  const keys = names.map((name) => (name.includes('/') ? (name as WorkloadKey) : workloadKey(stack, name)));
  return [...new Set(keys)].sort();
}

function toGang(form: NonNullable<WorkloadForm['gang']>): GangRule {
  return {
    ...(form.min !== undefined && { min: form.min }),
    timeoutMs: ms(form.timeout, form.timeoutMs) ?? DEFAULTS.gangTimeoutMs,
  };
}

type Program = Pick<WorkloadSpec['run'], 'process' | 'container'>;

/** A demand is a rule of placement, too: only nodes that can keep it are asked. */
function withIsolation(
  level: WorkloadSpec['run']['process']['isolation'],
  rules: WorkloadSpec['placement'],
): WorkloadSpec['placement'] {
  if (level === undefined || level === 'none') return rules;
  return { ...rules, require: [...rules.require, isolationDemand(level)] };
}

/** What runs, and what stands around it. */
function toProgram(
  { process, container }: WorkloadForm,
  path: Path,
  document: StackDocument,
  config: Config,
): Program {
  const at = [...path, container ? 'container' : 'process'];
  const form: Omit<NonNullable<WorkloadForm['container']>, 'image'> = container ?? process ?? {};
  const { command = [], env = {}, workingDirectory } = form;
  const written = (value: string | number | boolean, below: Path) =>
    withConfig(document.textAt([...at, ...below]) ?? String(value), config);
  const args = container?.args?.map((value, index) => written(value, ['args', index]));
  return {
    process: {
      command: command.map((value, index) => written(value, ['command', index])),
      env: Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, written(value, ['env', name])]),
      ),
      ...(workingDirectory !== undefined && { workingDirectory }),
      stopSignal: form.stopSignal ?? DEFAULTS.stopSignal,
      graceMs: ms(form.grace, form.graceMs) ?? DEFAULTS.graceMs,
      ...(process?.isolation !== undefined && { isolation: process.isolation }),
    },
    ...(container && { container: toContainer(container, args) }),
  };
}

function toResources(form: NonNullable<WorkloadForm['resources']>): WorkloadSpec['run']['resources'] {
  const { ports, cores, devices: asDevices, ...asked } = form;
  const devices = {
    ...toDevices(asDevices ?? {}),
    ...(cores !== undefined && { [CORE_CLASS]: cores * WHOLE_DEVICE }),
  };
  const cpu = cpuOfCores(devices) || DEFAULTS.cpuMillis;
  const quantities: Record<string, number> = { cpu, memory: DEFAULTS.memoryMiB };
  for (const [name, value] of Object.entries(asked)) {
    const read = value === undefined ? undefined : parseQuantity(name, value);
    if (typeof read === 'number') quantities[name] = read;
  }
  return {
    quantities: quantities satisfies Quantities,
    ports: { ...ports },
    devices,
  };
}

function toDevices(form: Readonly<Record<string, string | number>>): Record<string, number> {
  const devices: Record<string, number> = {};
  for (const [selector, value] of Object.entries(form)) {
    const read = parseDevices(value);
    if (typeof read === 'number') devices[selector] = read;
  }
  return devices;
}

function toBatch(form: WorkloadForm): WorkloadSpec['run']['batch'] {
  if (form.kind !== 'batch') return { timeoutMs: 0 };
  return {
    timeoutMs: ms(form.batch?.timeout, form.batch?.timeoutMs) ?? DEFAULTS.batchTimeoutMs,
  };
}

function toPlacementRules(
  self: string,
  form: NonNullable<WorkloadForm['placement']>,
): WorkloadSpec['placement'] {
  const { require, prefer, spread, distinct, apart, near, tolerate, policy, closeTo } = form;
  return {
    require: require ?? [],
    prefer: (prefer ?? []).map(({ when, weight }) => ({ when, weight: weight ?? DEFAULTS.preferWeight })),
    ...(spread && { spread: each(spread, toSpreadRule) }),
    ...(distinct && {
      distinct: each(distinct, ({ by, limit }) => ({ by, limit: limit ?? DEFAULTS.distinctLimit })),
    }),
    ...(apart && { apart: each(apart, (rule) => toApartRule(self, rule)) }),
    ...(near && {
      near: each(near, ({ workload, by, weight }) => ({
        workload,
        by: by ?? DEFAULTS.nearBy,
        ...(weight !== undefined && { weight }),
      })),
    }),
    tolerate: (tolerate ?? []).map(toToleration),
    ...(policy !== undefined && { policy: typeof policy === 'string' ? { [policy]: 1 } : policy }),
    ...(closeTo && { closeTo: written(closeTo) }),
  };
}

/** One stays one: a list would be another spec, and so another version of the stack. */
function each<Form, Rule>(forms: Form | readonly Form[], read: (form: Form) => Rule): Rule | readonly Rule[] {
  return isList(forms) ? forms.map(read) : read(forms);
}

function isList<Form>(forms: Form | readonly Form[]): forms is readonly Form[] {
  return Array.isArray(forms);
}

function toSpreadRule({ by = DEFAULTS.spreadBy, maxSkew, weight, targets }: SpreadForm): SpreadRule {
  if (weight === undefined && targets === undefined) return { by, maxSkew: maxSkew ?? DEFAULTS.maxSkew };
  return { by, weight: weight ?? DEFAULTS.preferWeight, ...(targets && { targets }) };
}

function toApartRule(self: string, { by = DEFAULTS.apartBy, from = [], own, weight }: ApartForm): ApartRule {
  return {
    by,
    from: from.filter((name) => name !== self),
    ...(own === false && { own }),
    ...(weight !== undefined && { weight }),
  };
}

type Tolerate = NonNullable<NonNullable<WorkloadForm['placement']>['tolerate']>[number];

function toToleration(form: Tolerate): WorkloadSpec['placement']['tolerate'][number] {
  const { key, value } = form;
  const forMs = ms(form.for, form.forMs);
  return { key, ...(value !== undefined && { value }), ...(forMs !== undefined && { forMs }) };
}

/** Without the keys that were left out. */
function written<Form extends object>(form: Form): { [Key in keyof Form]: Exclude<Form[Key], undefined> } {
  const entries = Object.entries(form).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Form]: Exclude<Form[Key], undefined> };
}

function toDisconnectRule({ disconnect }: WorkloadForm): WorkloadSpec['disconnect'] {
  const policy = disconnect?.policy ?? 'keep';
  const afterMs = ms(disconnect?.after, disconnect?.afterMs);
  switch (policy) {
    case 'keep':
      return { policy, afterMs: 0 };
    case 'replace':
      return {
        policy,
        afterMs: afterMs ?? DEFAULTS.replaceAfterMs,
        ...(disconnect?.onReturn && { onReturn: disconnect.onReturn }),
      };
    case 'exclusive':
      return { policy, afterMs: afterMs ?? DEFAULTS.exclusiveAfterMs };
  }
}
