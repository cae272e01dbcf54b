// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
/**
 * The spec of one run, from that of its workload and what the caller gave. The ledger keeps what was given, not the result: what
 * stands here decides what a replay gives, and may be added to, not changed.
 */
import { parseDispatchKey, splitWorkloadKey, type WorkloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type { FileSpec } from '../configuration/files.js';
import {
  HOOK_NAMES,
  type Hook,
  type HookName,
  listOf,
  type PlacementRules,
  type RunSpec,
  type WorkloadSpec,
} from '../model/model.js';
import { INPUT_FILE, paramVariable } from './dispatch-rule.js';

export type Given = {
  /** With all that has a default. */
  readonly params: Readonly<Record<string, string>>;
  /** Base64. */
  readonly input?: string;
};

export function specOfRun(key: WorkloadKey, parent: WorkloadSpec, given: Given): WorkloadSpec {
  const { dispatch, ...spec } = parent;
  return {
    ...spec,
    replicas: dispatch?.replicas ?? spec.replicas,
    run: runOf(spec.run, parseDispatchKey(key)?.id ?? '', given),
    placement: withOwnName(spec.placement, key),
  };
}

function runOf(run: RunSpec, id: string, { params, input }: Given): RunSpec {
  const filled = mapTexts(run, (text) => withParams(text, params));
  const env: Record<string, string> = { ...filled.process.env, BERTH_DISPATCH_ID: id };
  for (const [name, value] of Object.entries(params)) env[paramVariable(name)] = literal(value);
  if (input === undefined) return { ...filled, process: { ...filled.process, env } };
  const file: FileSpec = { content: input, base64: true, mode: modeOf(run), onChange: 'restart' };
  return {
    ...filled,
    process: { ...filled.process, env: { ...env, BERTH_INPUT: `\${files}/${INPUT_FILE}` } },
    files: { ...filled.files, [INPUT_FILE]: file },
  };
}

/** In a container whatever user its image has may read it, as it may other files. */
function modeOf({ container }: RunSpec): number {
  return container ? 0o444 : 0o400;
}

/** To be near copies of its own means those of the same run. */
function withOwnName(rules: PlacementRules, key: WorkloadKey): PlacementRules {
  if (!rules.near) return rules;
  const own = splitWorkloadKey(key).workload;
  const parent = own.slice(0, own.indexOf('@'));
  const near = listOf(rules.near).map((rule) =>
    rule.workload === parent ? { ...rule, workload: own } : rule,
  );
  return { ...rules, near };
}

/** Every text of a run in which parameters stand for something: commands, variables, files, hooks. */
function mapTexts(run: RunSpec, change: (text: string) => string): RunSpec {
  const { process: program, container, files, hooks } = run;
  const each = <Value>(map: Readonly<Record<string, Value>>, use: (value: Value) => Value) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, use(value)]));
  return {
    ...run,
    process: { ...program, command: program.command.map(change), env: each(program.env, change) },
    ...(container && {
      container: { ...container, ...(container.args && { args: container.args.map(change) }) },
    }),
    ...(files && { files: each(files, (file) => ({ ...file, content: change(file.content) })) }),
    ...(hooks && { hooks: mapHooks(hooks, change) }),
  };
}

type Hooks = NonNullable<RunSpec['hooks']>;

function mapHooks(hooks: Hooks, change: (text: string) => string): Hooks {
  const mapped: Partial<Record<HookName, Hook>> = {};
  for (const name of HOOK_NAMES) {
    const hook = hooks[name];
    if (hook) mapped[name] = { ...hook, command: hook.command.map(change) };
  }
  return mapped;
}

/** With its `${param.NAME}` filled in. A value is text: it names nothing that is filled in later. */
function withParams(text: string, params: Given['params']): string {
  return text.replace(/\$\$\{|\$\{param\.([^}]*)\}/g, (whole, name: string | undefined) =>
    name !== undefined && Object.hasOwn(params, name) ? literal(params[name] as string) : whole,
  );
}

function literal(value: string): string {
  return value.replaceAll('${', () => '$${');
}

/** What no agent would take, or would read as something else than it is; one line for people, or undefined. */
export function wrongRun(parent: WorkloadSpec, spec: WorkloadSpec, { params }: Given): string | undefined {
  const joining = joiningParam(parent.run, params);
  if (joining !== undefined) return `parameter "${joining}" ends with $ where a { may follow: leave it out`;
  const { process: program, container, files = {} } = spec.run;
  const command = sizeOf([...program.command, ...(container?.args ?? [])]);
  if (command > LIMITS.commandBytes) return tooLong('the command', LIMITS.commandBytes);
  const values = Object.values(program.env);
  if (values.some((value) => value.length > LIMITS.commandBytes) || sizeOf(values) > 2 * LIMITS.commandBytes)
    return tooLong('the environment', LIMITS.commandBytes);
  for (const [path, { content, base64 }] of Object.entries(files))
    if (!base64 && content.length > LIMITS.fileBytes) return tooLong(`file "${path}"`, LIMITS.fileBytes);
  return undefined;
}

/** A parameter whose last character would begin, or hide, a name with what stands behind it. */
function joiningParam(run: RunSpec, params: Given['params']): string | undefined {
  let found: string | undefined;
  mapTexts(run, (text) => {
    for (const [, name = ''] of text.matchAll(/\$\{param\.([^}]*)\}(?=\$?\{)/g))
      if (Object.hasOwn(params, name) && params[name]?.endsWith('$')) found ??= name;
    return text;
  });
  return found;
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + 1, 0);
}

function tooLong(what: string, bytes: number): string {
  return `${what} would be longer than ${bytes / 1024} KiB: give what is long as input`;
}
