/** From the form of health checks to the core's rule, and what the form may not say. */
import {
  formatDuration,
  HEALTH_MEANINGS,
  type HealthCheck,
  type HealthMeaning,
  type HealthRule,
  LIMITS,
  nearest,
  type Probe,
} from '@berth/core';
import { DEFAULTS, HEALTH_MS_MIN } from './defaults.js';
import type { StackDocument } from './document.js';
import { ms } from './durations.js';
import { readConfig, withConfig } from './files.js';
import { type CheckForm, type HealthForm, PROBES } from './health-form.js';
import { type Path, quote, type StackIssue } from './issue.js';
import type { WorkloadForm } from './schema.js';

/** `form` has passed every check. `path` is that of `health`. */
export function toHealthRule(form: WorkloadForm, path: Path, document: StackDocument): HealthRule {
  const { health = {} } = form;
  const ports = portsOf(form);
  const rule: Partial<Record<HealthMeaning, HealthCheck>> = {};
  if (!isSimple(health)) {
    for (const meaning of HEALTH_MEANINGS) {
      const check = health[meaning];
      if (check) rule[meaning] = toCheck(check, meaning, ports, [...path, meaning], document);
    }
    return rule;
  }
  const ready = toCheck(health, 'ready', ports, path, document);
  const { probe, timeoutMs, successes } = ready;
  // Once it has come up it is asked at its own pace; until then nobody waits longer than needed.
  const start = {
    intervalMs: Math.min(ready.intervalMs, DEFAULTS.startIntervalMs),
    failures: DEFAULTS.startFailures,
  };
  return {
    start: { probe, timeoutMs, successes, graceMs: ready.graceMs, ...start },
    ready,
    live: { ...ready, successes: 1, failures: ready.failures * DEFAULTS.liveFailuresFactor },
  };
}

function toCheck(
  form: CheckForm,
  meaning: HealthMeaning,
  ports: readonly string[],
  path: Path,
  document: StackDocument,
): HealthCheck {
  const isStart = meaning === 'start';
  return {
    probe: toProbe(form, ports[0] ?? '', path, document),
    intervalMs:
      ms(form.interval, form.intervalMs) ?? (isStart ? DEFAULTS.startIntervalMs : DEFAULTS.healthIntervalMs),
    timeoutMs: ms(form.timeout, form.timeoutMs) ?? DEFAULTS.healthTimeoutMs,
    failures: form.failures ?? (isStart ? DEFAULTS.startFailures : DEFAULTS.healthFailures),
    successes: form.successes ?? DEFAULTS.healthSuccesses,
    graceMs: ms(form.grace, form.graceMs) ?? DEFAULTS.healthGraceMs,
  };
}

function toProbe(form: CheckForm, only: string, path: Path, document: StackDocument): Probe {
  const { http, tcp, grpc, exec } = form;
  if (http) return { kind: 'http', port: http.port ?? only, path: http.path ?? DEFAULTS.httpPath };
  if (tcp) return { kind: 'tcp', port: tcp.port ?? only };
  if (grpc) return { kind: 'grpc', port: grpc.port ?? only, service: grpc.service ?? '' };
  const command = exec?.command ?? [];
  const config = readConfig(document);
  return {
    kind: 'exec',
    command: command.map((part, at) =>
      withConfig(document.textAt([...path, 'exec', 'command', at]) ?? String(part), config),
    ),
  };
}

function portsOf(form: WorkloadForm): string[] {
  return Object.keys(form.resources?.ports ?? {});
}

/** Nothing of it stands below a meaning. */
function isSimple(health: HealthForm): boolean {
  return HEALTH_MEANINGS.every((meaning) => health[meaning] === undefined);
}

/** Every check of a workload, with its path: also of a form that says too much. */
export function checksOf(health: HealthForm, path: Path): [check: CheckForm, path: Path][] {
  const long = HEALTH_MEANINGS.flatMap((meaning): [CheckForm, Path][] => {
    const check = health[meaning];
    return check ? [[check, [...path, meaning]]] : [];
  });
  return isSimple(health) ? [[health, path]] : long;
}

export function checkHealth(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { health } = form;
  if (!health) return [];
  const at = [...path, 'health'];
  const issues: StackIssue[] = [];
  if (!isSimple(health)) {
    const above = Object.keys(health).find((key) => !HEALTH_MEANINGS.some((meaning) => meaning === key));
    if (above !== undefined) {
      const message = `${quote(above)} stands beside start, ready or live, which say everything themselves`;
      issues.push(document.atKey([...at, above], message, 'move it below one of them, or leave them out'));
    }
  }
  for (const [check, here] of checksOf(health, at)) {
    issues.push(...checkProbe(check, portsOf(form), here, document), ...checkTimes(check, here, document));
  }
  return issues;
}

function checkProbe(
  form: CheckForm,
  ports: readonly string[],
  path: Path,
  document: StackDocument,
): StackIssue[] {
  const [first, second] = PROBES.filter((kind) => form[kind] !== undefined);
  if (first === undefined) {
    return [document.at(path, 'nothing is checked', `write one of ${PROBES.join(', ')}`)];
  }
  if (second !== undefined) {
    const message = `${quote(first)} and ${quote(second)} are two checks`;
    return [
      document.atKey([...path, second], message, 'write one of them; start, ready and live may differ'),
    ];
  }
  const issues: StackIssue[] = [];
  const asked = form.http?.path;
  if (asked !== undefined && !/^\/[\x21-\x7e]*$/.test(asked)) {
    const message = `"path" must begin with / and hold no spaces, not ${quote(asked)}`;
    issues.push(document.at([...path, 'http', 'path'], message, 'write e.g. /healthz'));
  }
  if (first === 'exec') return issues;
  const port = form[first]?.port;
  if (port === undefined) {
    if (ports.length === 1) return issues;
    const message =
      ports.length === 0 ? 'there is no port to check' : `which of the ports ${ports.join(', ')} is checked?`;
    const advice =
      ports.length === 0 ? 'declare one: resources: { ports: { http: auto } }' : 'add port: NAME';
    issues.push(document.atKey([...path, first], message, advice));
  } else if (!ports.includes(port)) {
    const near = nearest(port, ports);
    const message = `${quote(port)} is a port that "resources.ports" does not declare`;
    const advice = near ? `did you mean ${near}?` : `declare it: ports: { ${port}: auto }`;
    issues.push(document.at([...path, first, 'port'], message, advice));
  }
  return issues;
}

const TIMES = [
  ['interval', HEALTH_MS_MIN],
  ['timeout', HEALTH_MS_MIN],
  ['grace', 0],
] as const;

function checkTimes(form: CheckForm, path: Path, document: StackDocument): StackIssue[] {
  const issues: StackIssue[] = [];
  for (const [key, leastMs] of TIMES) {
    const [text, milliseconds] = [form[key], form[`${key}Ms`]];
    if (text !== undefined && milliseconds !== undefined) {
      const message = `${quote(key)} and ${quote(`${key}Ms`)} say the same thing`;
      issues.push(document.atKey([...path, `${key}Ms`], message, 'write one of them'));
    }
    const said = ms(text, milliseconds);
    if (said === undefined || (said >= leastMs && said <= LIMITS.healthMsMax)) continue;
    const written = text === undefined ? `${key}Ms` : key;
    const short = said < leastMs;
    const advice = short
      ? `write ${leastMs}ms or more`
      : `write ${formatDuration(LIMITS.healthMsMax)} or less`;
    const message = `${quote(written)} is too ${short ? 'short' : 'long'}`;
    issues.push(document.at([...path, written], message, advice));
  }
  return issues;
}
