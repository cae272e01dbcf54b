/** `volumes`: folders that outlive copies. The forms, what may not be said, and what it means. */
import { LIMITS, nearest, parseQuantity, type VolumeUse } from '@berth/core';
import { z } from 'zod';
import { absolutePath } from './container-form.js';
import type { StackDocument } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import { amount, mapOf, NAMES, name } from './leaves.js';
import type { WorkloadForm } from './schema.js';

const volumeForm = z
  .strictObject({
    size: amount(
      'disk',
      'It holds so much and no more, and each replica holds so much of its node: 1Gi. Default: as much as there is.',
    ).optional(),
  })
  .meta({ description: 'Each replica has its own. It stays on the node where it was made.' });

/** Of the whole stack. */
export const volumesForm = mapOf(
  volumeForm,
  NAMES,
  'Folders of workloads, which outlive updates, restarts, and the stack itself.',
);

const useForm = z.strictObject({
  volume: name('One of `volumes` of this stack.'),
  target: absolutePath(
    'Where the copy sees it. Default for processes: where it stands on the node, BERTH_VOLUME_NAME says so.',
  ).optional(),
  readOnly: z.boolean().meta({ description: 'Default: false.' }).optional(),
});

/** Of a workload. */
export const usesForm = z.array(useForm).max(LIMITS.volumesPerWorkload).meta({
  description: 'Its volumes. A replica with volumes runs where they are, one copy at a time. Default: none.',
});

type Declared = Readonly<Record<string, { readonly size?: string | number | undefined } | null>>;

/** As they are written, whatever is wrong with them. */
function declaredIn(document: StackDocument): Declared {
  const { volumes } = (document.value ?? {}) as { volumes?: unknown };
  return typeof volumes === 'object' && volumes !== null && !Array.isArray(volumes)
    ? (volumes as Declared)
    : {};
}

export function checkVolumes(form: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  const { volumes = [] } = form;
  if (volumes.length === 0) return [];
  const at = [...path, 'volumes'];
  const names = Object.keys(declaredIn(document));
  const issues = checkOwner(form, at, document);
  const seen = { volume: new Set<string>(), target: new Set<string>(targetsOf(form)) };
  volumes.forEach(({ volume, target, readOnly }, index) => {
    const here = [...at, index];
    if (!names.includes(volume)) {
      const near = nearest(volume, names);
      const suggestion = near ? `did you mean ${near}?` : `declare it at the top: volumes: { ${volume}: {} }`;
      issues.push(
        document.at([...here, 'volume'], `there is no volume ${quote(volume)} in this stack`, suggestion),
      );
    } else if (seen.volume.has(volume))
      issues.push(
        document.at([...here, 'volume'], `${quote(volume)} stands here twice`, 'remove one of them'),
      );
    seen.volume.add(volume);
    issues.push(...checkTarget(form, { target, readOnly }, seen.target, here, document));
    if (target !== undefined) seen.target.add(target);
  });
  return issues;
}

function checkOwner({ kind, gang, preempt }: WorkloadForm, at: Path, document: StackDocument): StackIssue[] {
  if (kind === 'daemon') {
    const message = 'a daemon has no volumes: it has no replicas that could keep them';
    return [document.atKey(at, message, 'give its container a mount with a "source"')];
  }
  if (gang) {
    const message = 'a gang has no volumes: they would keep it from beginning as a whole';
    return [document.atKey(at, message, 'take out one of the two')];
  }
  if (!preempt) return [];
  const message = 'with volumes it cannot preempt: its node is given, whoever else is there';
  return [document.atKey(at, message, 'take out "preempt"')];
}

/** A process sees a volume elsewhere, or cannot write to it, only where it has a view of files of its own. */
function checkTarget(
  { container, process }: WorkloadForm,
  { target, readOnly }: { readonly target: string | undefined; readonly readOnly: boolean | undefined },
  taken: ReadonlySet<string>,
  at: Path,
  document: StackDocument,
): StackIssue[] {
  if (target === '/')
    return [document.at([...at, 'target'], 'nothing can be mounted on /', 'choose a folder')];
  if (target !== undefined && taken.has(target))
    return [document.at([...at, 'target'], `${quote(target)} is mounted twice`, 'choose another one')];
  if (container) {
    if (target !== undefined) return [];
    return [document.at(at, '"target" is missing', 'write `target: PATH`, in the container')];
  }
  const level = process?.isolation;
  if (level === 'private' || level === 'strict') return [];
  const key = target !== undefined ? 'target' : readOnly ? 'readOnly' : undefined;
  if (key === undefined) return [];
  const message = `"${key}" takes a process that sees files of its own`;
  const suggestion = 'write isolation: private in "process", or leave it out and use BERTH_VOLUME_NAME';
  return [document.atKey([...at, key], message, suggestion)];
}

function targetsOf({ container }: WorkloadForm): string[] {
  const { mounts = [], tmpfs = [] } = container ?? {};
  return [...mounts, ...tmpfs].map(({ target }) => target);
}

/** Sizes that no file system has, those that no workload has, and too many of them. */
export function checkDeclared(
  workloads: Readonly<Record<string, WorkloadForm>>,
  document: StackDocument,
): StackIssue[] {
  const names = Object.keys(declaredIn(document));
  if (names.length > LIMITS.volumesPerStack) {
    const message = `more than ${LIMITS.volumesPerStack} volumes`;
    return [document.atKey(['volumes'], message, 'make folders in some of them')];
  }
  const issues = Object.entries(declaredIn(document)).flatMap(([volume, form]) => {
    const sizeMiB = form?.size === undefined ? undefined : parseQuantity('disk', form.size);
    const { volumeMiBMin: min, volumeMiBMax: max } = LIMITS;
    if (typeof sizeMiB !== 'number' || (sizeMiB >= min && sizeMiB <= max)) return [];
    const message = sizeMiB < min ? '"size" is too small for a file system' : '"size" is too large';
    const advice = sizeMiB < min ? `write ${min}Mi or more` : 'write 1024Ti or less';
    return [document.at(['volumes', volume, 'size'], message, advice)];
  });
  const used = new Set(
    Object.values(workloads).flatMap(({ volumes = [] }) => volumes.map(({ volume }) => volume)),
  );
  // A name that is misspelt leaves the one that was meant unused.
  const isMisspelt = [...used].some((volume) => !names.includes(volume));
  const unused = names
    .filter((volume) => !used.has(volume) && !isMisspelt)
    .map((volume) => {
      const suggestion = `add "volumes: [{ volume: ${volume} }]" to a workload, or remove it`;
      return document.atKey(['volumes', volume], `no workload has volume ${quote(volume)}`, suggestion);
    });
  return [...issues, ...unused];
}

/** By name: another order is no reason to start copies again. */
export function toVolumes({ volumes = [] }: WorkloadForm, document: StackDocument): VolumeUse[] {
  const declared = declaredIn(document);
  return volumes
    .map(({ volume, target, readOnly = false }): VolumeUse => {
      const size = declared[volume]?.size;
      const sizeMiB = size === undefined ? undefined : parseQuantity('disk', size);
      return {
        volume,
        ...(target !== undefined && { target }),
        readOnly,
        ...(typeof sizeMiB === 'number' && { sizeMiB }),
      };
    })
    .sort((a, b) => (a.volume < b.volume ? -1 : 1));
}
