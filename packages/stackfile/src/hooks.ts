/** `hooks`: commands on the node around each run of a copy. The form, what may not be said, and what it means. */
import { formatDuration, HOOK_NAMES, type Hook, LIMITS, type RunSpec } from '@berth/core';
import { z } from 'zod';
import { DEFAULTS } from './defaults.js';
import type { StackDocument } from './document.js';
import { ms } from './durations.js';
import type { Path, StackIssue } from './issue.js';
import { duration, milliseconds, plainText } from './leaves.js';
import type { WorkloadForm } from './schema.js';

function hookForm(when: string) {
  return z
    .strictObject({
      command: z
        .array(plainText('The program or an argument, filled in as in `process.command`.'))
        .min(1)
        .max(LIMITS.commandArguments)
        .meta({ description: 'Program and arguments, as a list.' }),
      timeout: duration('How long it may take. Default: 1m.').optional(),
      timeoutMs: milliseconds('timeout').optional(),
    })
    .meta({ description: `A command ${when}. Its time-out has the Default: 1m.` });
}

export const hooksForm = z
  .strictObject({
    beforeStart: hookForm('before each start, which fails when it fails').optional(),
    afterStop: hookForm('after each run, however that ended').optional(),
  })
  .meta({
    description:
      'Commands on its node, with its folder, environment, user, image and limits; what they write goes into its log.',
  });

/** Every part of every command, with its path below the workload. */
export function hookCommands({ hooks }: WorkloadForm): [text: string, path: Path][] {
  return HOOK_NAMES.flatMap((name) =>
    (hooks?.[name]?.command ?? []).map((part, at): [string, Path] => [
      String(part),
      ['hooks', name, 'command', at],
    ]),
  );
}

export function checkHooks({ hooks }: WorkloadForm, path: Path, document: StackDocument): StackIssue[] {
  return HOOK_NAMES.flatMap((name) => {
    const { timeout, timeoutMs } = hooks?.[name] ?? {};
    const at = [...path, 'hooks', name];
    if (timeout !== undefined && timeoutMs !== undefined) {
      const message = '"timeout" and "timeoutMs" say the same thing';
      return [document.atKey([...at, 'timeoutMs'], message, 'write one of them')];
    }
    const lasts = ms(timeout, timeoutMs) ?? DEFAULTS.hookTimeoutMs;
    if (lasts > 0 && lasts <= LIMITS.healthMsMax) return [];
    const most = `write more than 0 and at most ${formatDuration(LIMITS.healthMsMax)}`;
    return [
      document.at([...at, timeout === undefined ? 'timeoutMs' : 'timeout'], 'is no time for a hook', most),
    ];
  });
}

export function toHooks(
  { hooks }: WorkloadForm,
  path: Path,
  document: StackDocument,
): NonNullable<RunSpec['hooks']> {
  const found: Partial<Record<(typeof HOOK_NAMES)[number], Hook>> = {};
  for (const name of HOOK_NAMES) {
    const form = hooks?.[name];
    if (!form) continue;
    const at = [...path, 'hooks', name, 'command'];
    found[name] = {
      command: form.command.map((part, position) => document.textAt([...at, position]) ?? String(part)),
      timeoutMs: ms(form.timeout, form.timeoutMs) ?? DEFAULTS.hookTimeoutMs,
    };
  }
  return found;
}
