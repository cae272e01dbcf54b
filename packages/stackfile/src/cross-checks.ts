/** What no single key can know: references between workloads, keys that exclude each other, sums. */
import {
  CORE_CLASS,
  formatDuration,
  LIMITS,
  nearest,
  parseDevices,
  selectsCores,
  WHOLE_DEVICE,
} from '@berth/core';
import { checkContainer } from './container-spec.js';
import { DEFAULTS, GANG_TIMEOUT_MS_MIN } from './defaults.js';
import { checkDispatch, paramTemplates } from './dispatch.js';
import { type StackDocument, utf8Bytes } from './document.js';
import { ms } from './durations.js';
import { checkFailure } from './failure-rule.js';
import { checkFiles, readConfig, secretOf, wrongConfig } from './files.js';
import { checkHealth, checksOf } from './health-rule.js';
import { checkHooks, hookCommands } from './hooks.js';
import { ISSUES_MAX, type Path, quote, type StackIssue } from './issue.js';
import { checkNeeds, needsOf } from './needs.js';
import { checkRelations, rulesOf } from './relation-checks.js';
import { wrongResourceName } from './resource-names.js';
import { checkSchedule } from './schedule.js';
import { RESOURCE_KEYS, type WorkloadForm } from './schema.js';
import { findTemplates, TEMPLATE_NAMES } from './templates.js';
import { checkUpdate } from './update-rule.js';
import { checkVolumes } from './volumes.js';

/** One workload whose shape is right. `names` are all workloads of the stack, also those with mistakes. */
export function checkWorkload(
  name: string,
  form: WorkloadForm,
  names: readonly string[],
  document: StackDocument,
): StackIssue[] {
  const path = ['workloads', name];
  return [
    ...checkKind(form, path, document),
    ...checkDispatch(form, path, document),
    ...checkGang(form, path, document),
    ...checkReferences(form, path, names, document),
    ...checkRelations(form, path, document),
    ...checkPolicy(form, path, document),
    ...checkDurations(form, path, document),
    ...checkFailure(form, path, document),
    ...checkContainer(form, path, document),
    ...checkProcess(form, path, document),
    ...checkFiles(form, path, document),
    ...checkResources(form, path, document),
    ...checkHealth(form, path, document),
    ...checkShutdown(form, path, document),
    ...checkUpdate(form, path, document),
    ...checkNeeds(form, path, document),
    ...checkHooks(form, path, document),
    ...checkVolumes(form, path, document),
    ...checkSchedule(form, path, document),
  ];
}

function checkKind(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const issues: StackIssue[] = [];
  const refuse = (below: Path, message: string, suggestion: string) =>
    issues.push(document.atKey([...path, ...below], message, suggestion));
  if (form.kind === 'daemon') {
    const everywhere = 'a daemon runs once on every matching node';
    if (form.replicas !== undefined) refuse(['replicas'], `${everywhere}: it has no "replicas"`, 'remove it');
    if (form.placement?.spread)
      refuse(['placement', 'spread'], `${everywhere}: it has no "spread"`, 'remove it');
  }
  if (form.kind !== 'batch' && form.batch)
    refuse(
      ['batch'],
      `"batch" is for kind batch only, not ${form.kind ?? DEFAULTS.kind}`,
      'remove it, or write kind: batch',
    );
  const { policy, after, afterMs, onReturn } = form.disconnect ?? {};
  if (onReturn !== undefined && policy !== 'replace') {
    const message = `"onReturn" has no meaning with policy ${policy}: no copy is started elsewhere beside this one`;
    refuse(['disconnect', 'onReturn'], message, 'choose replace, or remove it');
  }
  if (form.kind === 'daemon' && policy === 'replace') {
    const message = 'a daemon belongs to its node: no copy can stand in for it elsewhere';
    refuse(['disconnect', 'policy'], message, 'choose keep or exclusive');
  }
  if (policy === 'keep' && (after !== undefined || afterMs !== undefined)) {
    const key = after === undefined ? 'afterMs' : 'after';
    refuse(
      ['disconnect', key],
      `${quote(key)} has no meaning with policy keep`,
      'choose replace or exclusive',
    );
  }
  return issues;
}

function checkGang(
  { kind, replicas, gang, preempt }: WorkloadForm,
  path: Path,
  document: StackDocument,
): StackIssue[] {
  if (!gang) return [];
  if (kind === 'daemon') {
    const message = 'a daemon runs once on every matching node: it has no "gang"';
    return [document.atKey([...path, 'gang'], message, 'remove it')];
  }
  const issues: StackIssue[] = [];
  const copies = replicas ?? DEFAULTS.replicas;
  if (copies > LIMITS.placementsPerPass) {
    const message = `a gang has at most ${LIMITS.placementsPerPass} copies, not ${copies}: they are placed in one decision`;
    issues.push(document.at([...path, 'replicas'], message, 'make it several workloads, or no gang'));
  }
  const together = Math.min(gang.min ?? copies, copies);
  if (preempt && together > LIMITS.preemptionsPerPass) {
    const message = `a gang that preempts begins with at most ${LIMITS.preemptionsPerPass} copies, not ${together}`;
    issues.push(
      document.atKey([...path, 'preempt'], message, 'take it out, or give the gang a smaller "min"'),
    );
  }
  if (gang.min !== undefined && gang.min > copies) {
    const message = `"min" is ${gang.min}, and there are ${copies} replicas`;
    issues.push(document.at([...path, 'gang', 'min'], message, `write ${copies} or less, or leave it out`));
  }
  if ((ms(gang.timeout, gang.timeoutMs) ?? DEFAULTS.gangTimeoutMs) < GANG_TIMEOUT_MS_MIN) {
    const at = [...path, 'gang', gang.timeout === undefined ? 'timeoutMs' : 'timeout'];
    issues.push(document.at(at, '"timeout" is too short', `write ${GANG_TIMEOUT_MS_MIN / 1000}s or more`));
  }
  return issues;
}

function checkReferences(
  form: WorkloadForm,
  path: Path,
  names: readonly string[],
  document: StackDocument,
): StackIssue[] {
  const issues: StackIssue[] = [];
  const check = (name: string, below: Path) => {
    if (names.includes(name)) return;
    const near = nearest(name, names);
    const suggestion = near ? `did you mean ${near}?` : `this stack has ${names.slice(0, 10).join(', ')}`;
    issues.push(
      document.at([...path, ...below], `there is no workload ${quote(name)} in this stack`, suggestion),
    );
  };
  form.upstreams?.forEach((name, position) => {
    if (!name.includes('/')) check(name, ['upstreams', position]);
  });
  for (const [need, at] of needsOf(form)) {
    const [name, below] = typeof need === 'string' ? [need, at] : [need.workload, [...at, 'workload']];
    if (!name.includes('/')) check(name, below);
  }
  for (const [{ workload }, at] of rulesOf(form.placement?.near, 'near'))
    check(workload, [...at, 'workload']);
  for (const [{ from = [] }, at] of rulesOf(form.placement?.apart, 'apart')) {
    from.forEach((name, position) => {
      check(name, [...at, 'from', position]);
    });
  }
  return issues;
}

function checkPolicy(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { policy, closeTo } = form.placement ?? {};
  const at = [...path, 'placement', 'policy'];
  const weights: Readonly<Record<string, number>> =
    typeof policy === 'string' ? { [policy]: 1 } : (policy ?? { pack: 1 });
  if (Object.values(weights).every((weight) => weight === 0)) {
    return [document.at(at, 'no policy has a weight', 'give one of them more than 0')];
  }
  if ((weights.latency ?? 0) > 0 && Object.keys(closeTo ?? {}).length === 0) {
    const example = 'add closeTo: { site: NAME }, or a region or location';
    return [document.at(at, 'latency has nothing to measure from', example)];
  }
  if (closeTo && !((weights.latency ?? 0) > 0)) {
    const below = [...path, 'placement', 'closeTo'];
    return [document.atKey(below, '"closeTo" has no meaning without policy latency', 'add policy: latency')];
  }
  return [];
}

function checkDurations(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const issues: StackIssue[] = [];
  for (const [section, keys] of DURATIONS) {
    const values = form[section] as Readonly<Record<string, unknown>> | undefined;
    for (const key of keys) {
      if (values?.[key] === undefined || values[`${key}Ms`] === undefined) continue;
      const message = `${quote(key)} and ${quote(`${key}Ms`)} say the same thing`;
      issues.push(document.atKey([...path, section, `${key}Ms`], message, 'write one of them'));
    }
  }
  form.placement?.tolerate?.forEach((toleration, at) => {
    if (toleration.for === undefined || toleration.forMs === undefined) return;
    const below = [...path, 'placement', 'tolerate', at, 'forMs'];
    issues.push(document.atKey(below, '"for" and "forMs" say the same thing', 'write one of them'));
  });
  return issues;
}

const DURATIONS = [
  ['process', ['grace']],
  ['container', ['grace']],
  ['failure', ['delay', 'maxDelay', 'resetAfter']],
  ['batch', ['timeout']],
  ['disconnect', ['after']],
  ['gang', ['timeout']],
  ['shutdown', ['delay']],
  ['update', ['healthyFor', 'progressDeadline']],
] as const;

function checkProcess(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const issues: StackIssue[] = [];
  const key = form.container ? 'container' : 'process';
  const { command = [], env = {}, workingDirectory } = form.container ?? form.process ?? {};
  const args = form.container?.args ?? [];
  const ports = Object.keys(form.resources?.ports ?? {}).map((port) => `port.${port}`);
  const process = [...path, key];
  if (command[0] === '') issues.push(document.at([...process, 'command', 0], 'the program has no name'));
  const bytes = [...command, ...args].reduce<number>((sum, part) => sum + utf8Bytes(String(part)) + 1, 0);
  if (bytes > LIMITS.commandBytes) {
    const message = `"command" is longer than ${LIMITS.commandBytes / 1024} KiB`;
    issues.push(document.at([...process, 'command'], message, 'put the program into a file on the node'));
  }
  if (workingDirectory !== undefined && !workingDirectory.startsWith('/')) {
    const message = `"workingDirectory" must be an absolute path, not ${quote(workingDirectory)}`;
    issues.push(document.at([...process, 'workingDirectory'], message, 'begin it with /, or leave it out'));
  }
  const variables = Object.entries(env);
  if (variables.length > LIMITS.environmentEntries) {
    issues.push(document.atKey([...process, 'env'], tooMany('variables', LIMITS.environmentEntries)));
  }
  const size = variables.reduce((sum, [name, value]) => sum + utf8Bytes(`${name}=${value}`) + 1, 0);
  if (size > LIMITS.commandBytes) {
    const message = `"env" is longer than ${LIMITS.commandBytes / 1024} KiB`;
    issues.push(document.atKey([...process, 'env'], message, 'put what is long into a file on the node'));
  }
  for (const [name] of variables) {
    if (!name.startsWith('BERTH_')) continue;
    const message = `${quote(name)} is set by Berth: names that begin with BERTH_ are its own`;
    issues.push(document.atKey([...process, 'env', name], message, 'choose another name'));
  }
  const named = [...ports, ...paramTemplates(form)];
  const check = (value: unknown, below: Path, takesSecrets = false) =>
    issues.push(...checkTemplate(String(value), named, [...process, ...below], document, takesSecrets));
  command.forEach((value, at) => {
    check(value, ['command', at]);
  });
  args.forEach((value, at) => {
    check(value, ['args', at]);
  });
  for (const [name, value] of variables) check(value, ['env', name], true);
  for (const [name, { content }] of Object.entries(form.files ?? {}))
    issues.push(
      ...checkTemplate(String(content), named, [...path, 'files', name, 'content'], document, true),
    );
  for (const [value, at] of hookCommands(form))
    issues.push(...checkTemplate(value, named, [...path, ...at], document));
  for (const [{ exec }, at] of form.health ? checksOf(form.health, [...path, 'health']) : []) {
    exec?.command.forEach((value, position) => {
      const here = [...at, 'exec', 'command', position];
      issues.push(...checkTemplate(String(value), ports, here, document));
    });
  }
  return issues;
}

function checkShutdown({ shutdown }: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const delayMs = ms(shutdown?.delay, shutdown?.delayMs) ?? 0;
  if (delayMs <= LIMITS.healthMsMax) return [];
  const at = [...path, 'shutdown', shutdown?.delay === undefined ? 'delayMs' : 'delay'];
  return [document.at(at, '"delay" is too long', `write ${formatDuration(LIMITS.healthMsMax)} or less`)];
}

function checkTemplate(
  text: string,
  named: readonly string[],
  path: Path,
  document: StackDocument,
  takesSecrets = false,
): StackIssue[] {
  const config = readConfig(document);
  const known = [...named, ...TEMPLATE_NAMES];
  const issues: StackIssue[] = [];
  for (const { whole, name } of findTemplates(text)) {
    if (issues.length === ISSUES_MAX) break;
    if (name === undefined) {
      const suggestion = 'write `$${` for a literal `${`';
      issues.push(document.at(path, `${quote(whole)} has no closing brace`, suggestion));
      break;
    }
    if (known.includes(name) || (takesSecrets && secretOf(name) !== undefined)) continue;
    if (secretOf(name) !== undefined) {
      const message = `${quote(whole)} would show a secret: commands can be seen by everybody on the node`;
      issues.push(document.at(path, message, 'give it by a variable in "env", or in a file'));
      continue;
    }
    const wrong = wrongConfig(name, config);
    if (wrong) issues.push(document.at(path, wrong.message, wrong.suggestion));
    if (name.startsWith('config.')) continue;
    const near = nearest(name, known);
    const isPort = name.startsWith('port.');
    const message = isPort
      ? `${quote(whole)} names a port that "resources.ports" does not declare`
      : name.startsWith('param.')
        ? `${quote(whole)} names a parameter that "dispatch.params" does not declare`
        : `${quote(whole)} is nothing that Berth fills in`;
    const otherwise = isPort
      ? `declare it: ports: { ${name.slice('port.'.length)}: auto }`
      : `write \`$\${\` for a literal \`\${\``;
    issues.push(document.at(path, message, near ? `did you mean \${${near}}?` : otherwise));
  }
  return issues;
}

function checkResources(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { ports = {} } = form.resources ?? {};
  const issues: StackIssue[] = [];
  const resources = [...path, 'resources'];
  if (Object.keys(ports).length > LIMITS.portsPerWorkload) {
    issues.push(document.atKey([...resources, 'ports'], tooMany('ports', LIMITS.portsPerWorkload)));
  }
  const taken = new Map<number, string>();
  for (const [name, port] of Object.entries(ports)) {
    if (port === 'auto') continue;
    const other = taken.get(port);
    if (other === undefined) taken.set(port, name);
    else {
      const message = `port ${port} is taken by ${quote(other)} already`;
      issues.push(document.at([...resources, 'ports', name], message, 'choose another number, or auto'));
    }
  }
  issues.push(...checkCores(form, resources, document));
  const named = Object.keys(form.resources ?? {}).filter((key) => !RESOURCE_KEYS.includes(key));
  if (named.length > LIMITS.resourcesPerNode) {
    issues.push(document.atKey(resources, tooMany('resources', LIMITS.resourcesPerNode)));
  }
  for (const key of named) {
    const wrong = wrongResourceName(key);
    if (wrong) issues.push(document.atKey([...resources, key], wrong.message, wrong.suggestion));
  }
  return issues;
}

/** Cores say how much cpu there is, and are devices of their own class. */
function checkCores(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { cores, cpu, devices = {} } = form.resources ?? {};
  const issues: StackIssue[] = [];
  const selectors = Object.keys(devices).filter(selectsCores);
  if (cpu !== undefined && (cores !== undefined || selectors.length > 0)) {
    issues.push(document.atKey([...path, 'cpu'], 'cores are cpu, each 1000m of it', 'remove "cpu"'));
  }
  for (const selector of selectors) {
    const at = [...path, 'devices', selector];
    const thousandths = parseDevices(devices[selector] ?? 0);
    if (typeof thousandths === 'number' && thousandths < WHOLE_DEVICE)
      issues.push(
        document.at(at, `${quote(selector)} is held whole: a core has no shares`, 'write 1 or more'),
      );
    if (cores !== undefined && selector === CORE_CLASS)
      issues.push(
        document.atKey(at, '"cores" and devices of class "core" say the same thing', 'write one of them'),
      );
  }
  return issues;
}

export function tooMany(what: string, most: number): string {
  return `more than ${most} ${what}`;
}
