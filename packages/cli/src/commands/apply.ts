import { BerthError, type StackStatus } from '@berth/core';
import { formatIssue, parseStack } from '@berth/stackfile';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { needLines, paint, progressText, rejectLine } from '../render.js';
import { settle } from '../settle.js';

export type ApplyOptions = CommonOptions & {
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly expectVersion?: number;
  readonly reason?: string;
};

export async function apply(file: string, options: ApplyOptions, effects: Effects): Promise<void> {
  const source = await readStack(file, effects);
  await withClient(options, effects, async (client) => {
    const { expectVersion, reason } = options;
    const applied = await client.apply({
      source,
      actor: { name: effects.userName, ...(reason !== undefined && { reason }) },
      ...(expectVersion !== undefined && { expectVersion }),
    });
    if (!options.json) {
      const what = applied.changed
        ? `applied, version ${applied.version}`
        : `unchanged, version ${applied.version}`;
      effects.out(`stack ${applied.stack}: ${what}\n`);
      for (const outcome of applied.workloads) {
        const { workload, placed, stopped, preempted, missing, rejects } = outcome;
        const parts = [
          placed.length > 0 && `${placed.length} placed`,
          stopped.length > 0 && `${stopped.length} stopping`,
          preempted.length > 0 && `${preempted.length} of lower priority stopping for it`,
        ];
        if (missing > 0) parts.push(paint(effects, 'yellow', `${missing} waiting for room`));
        parts.push(...needLines(outcome).map((line) => paint(effects, 'yellow', line)));
        const text = parts.filter(Boolean).join(', ');
        if (text !== '') effects.out(`  ${workload}: ${text}\n`);
        for (const reject of rejects) effects.out(`    ${rejectLine(reject)}\n`);
      }
    }
    if (!options.wait) {
      printJson(options, effects, applied);
      return;
    }
    const status = await settle(client, applied.stack, options, effects);
    if (!printJson(options, effects, { ...applied, status })) effects.out(summary(status));
  });
}

function summary(status: StackStatus): string {
  return status.workloads.map((workload) => `  ${workload.workload}: ${progressText(workload)}\n`).join('');
}

/** Reads a stack file and checks it here, so that its faults are said with file, line and column. */
export async function readStack(file: string, effects: Effects): Promise<string> {
  const source = await effects.readFile(file);
  const parsed = parseStack(source);
  if ('spec' in parsed) return source;
  const lines = parsed.issues.map((issue) => formatIssue(issue, file));
  for (const line of lines.slice(1)) effects.err(`${line}\n`);
  throw new BerthError('invalid_request', lines[0] ?? `${file} is not a stack`);
}
