/** From `container:` to the core's spec, and what no single key of it can know. */
import { type ContainerSpec, nearest, parseQuantity } from '@berth/core';
import { DEFAULTS } from './defaults.js';
import type { StackDocument } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import type { WorkloadForm } from './schema.js';

type ContainerForm = NonNullable<WorkloadForm['container']>;

/** `args` as they are written. */
export function toContainer(form: ContainerForm, args: readonly string[] | undefined): ContainerSpec {
  const max = form.cpuMax === undefined ? undefined : parseQuantity('cpu', form.cpuMax);
  return {
    image: form.image,
    ...(args && { args }),
    ...(form.user !== undefined && { user: form.user }),
    readOnlyRoot: form.readOnlyRoot ?? true,
    capabilities: form.capabilities ?? [],
    mounts: (form.mounts ?? []).map(({ source, target, readOnly }) => ({
      ...(source !== undefined && { source }),
      target,
      readOnly: readOnly ?? source !== undefined,
    })),
    tmpfs: (form.tmpfs ?? [{ target: '/tmp' }]).map(({ target, size }) => {
      const read = size === undefined ? DEFAULTS.tmpfsMiB : parseQuantity('memory', size);
      return { target, sizeMiB: typeof read === 'number' ? read : DEFAULTS.tmpfsMiB };
    }),
    devices: form.devices ?? [],
    network: form.network ?? 'bridge',
    ports: Object.fromEntries(
      Object.entries(form.ports ?? {}).map(([name, { number, protocol }]) => [
        name,
        { number, protocol: protocol ?? 'tcp' },
      ]),
    ),
    ...(typeof max === 'number' && { cpuMillisMax: max }),
    pidsMax: form.pids ?? DEFAULTS.containerPids,
  };
}

export function checkContainer(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { container, process } = form;
  if (!container) return [];
  const at = [...path, 'container'];
  if (process) {
    const message = '"process" and "container" exclude each other';
    return [document.atKey(at, message, 'write one of them')];
  }
  return [...checkPorts(form, container, at, document), ...checkTargets(container, at, document)];
}

function checkPorts(
  form: WorkloadForm,
  { ports = {}, network }: ContainerForm,
  at: Path,
  document: StackDocument,
): StackIssue[] {
  const declared = Object.keys(form.resources?.ports ?? {});
  const issues = Object.keys(ports).flatMap((name) => {
    if (declared.includes(name)) return [];
    const near = nearest(name, declared);
    const message = `port ${quote(name)} is not declared in "resources.ports"`;
    const suggestion = near ? `did you mean ${near}?` : `declare it: ports: { ${name}: auto }`;
    return [document.atKey([...at, 'ports', name], message, suggestion)];
  });
  if (network === 'host' && Object.keys(ports).length > 0) {
    const message = 'with network host, the program listens on the ports of the node';
    issues.push(document.atKey([...at, 'ports'], message, 'remove "ports" here'));
  }
  if (network === 'none' && declared.length > 0) {
    const message = 'with network none nobody can reach its ports';
    issues.push(document.atKey([...at, 'network'], message, 'remove it, or the ports in "resources"'));
  }
  return issues;
}

function checkTargets(
  { mounts = [], tmpfs = [] }: ContainerForm,
  at: Path,
  document: StackDocument,
): StackIssue[] {
  const taken = new Set<string>();
  const issues: StackIssue[] = [];
  for (const [key, list] of [
    ['mounts', mounts],
    ['tmpfs', tmpfs],
  ] as const) {
    list.forEach(({ target }, index) => {
      const below = [...at, key, index, 'target'];
      if (target === '/') issues.push(document.at(below, 'nothing can be mounted on /', 'choose a folder'));
      else if (taken.has(target))
        issues.push(document.at(below, `${quote(target)} is mounted twice`, 'choose another one'));
      taken.add(target);
    });
  }
  return issues;
}
