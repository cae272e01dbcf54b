import { type Change, EXIT, type WorkloadPlan } from '@berth/core';
import { type CommonOptions, type Effects, printJson, sayWhenStale, withClient } from '../effects.js';
import { type Colour, needLines, paint, rejectLine } from '../render.js';
import { readStack } from './apply.js';

/** Returns the exit code: 0 when nothing would change, 10 when something would. */
export async function plan(file: string, options: CommonOptions, effects: Effects): Promise<number> {
  const source = await readStack(file, effects);
  return withClient(options, effects, async (client) => {
    const view = await client.plan({ source });
    sayWhenStale(view, effects);
    if (!printJson(options, effects, view)) {
      if (!view.changed)
        effects.out(`stack ${view.stack}: nothing would change (version ${view.fromVersion})\n`);
      else {
        const from =
          view.fromVersion === 0 ? 'new' : `version ${view.fromVersion} -> ${view.fromVersion + 1}`;
        effects.out(`stack ${view.stack}: ${from}, planned on ledger index ${view.index}\n`);
        for (const change of view.changes) effects.out(changeLines(change, effects));
        for (const workload of view.workloads) effects.out(workloadLines(workload, effects));
      }
    }
    return view.changed ? EXIT.changes : EXIT.done;
  });
}

function changeLines({ path, before, after }: Change, effects: Effects): string {
  const show = (value: unknown) => JSON.stringify(value);
  const line = (colour: Colour, text: string) => `  ${paint(effects, colour, text)}\n`;
  if (path === '' || (before === undefined && typeof after === 'object'))
    return line('green', `+ ${path || 'everything'}`);
  if (before === undefined) return line('green', `+ ${path}: ${show(after)}`);
  if (after === undefined) return line('red', `- ${path}`);
  return line('yellow', `~ ${path}: ${show(before)} -> ${show(after)}`);
}

function workloadLines(
  { workload, action, place, stop, resize = [], preempt, outdated, missing, rejects, ...needs }: WorkloadPlan,
  effects: Effects,
): string {
  if (action === 'none') return '';
  const lines = [`${workload}: ${action}`];
  for (const { replica, node } of place)
    lines.push(paint(effects, 'green', `  + replica ${replica} on ${node}`));
  for (const placement of stop) lines.push(paint(effects, 'red', `  - ${placement}`));
  for (const placement of resize)
    lines.push(paint(effects, 'yellow', `  ~ ${placement} goes on with other limits`));
  for (const placement of preempt) lines.push(paint(effects, 'red', `  - ${placement} of lower priority`));
  if (outdated > 0) lines.push(paint(effects, 'yellow', `  ~ then ${outdated} more to update, step by step`));
  if (missing > 0) lines.push(paint(effects, 'yellow', `  ! ${missing} would wait for room`));
  for (const line of needLines(needs)) lines.push(paint(effects, 'yellow', `  ! ${line}`));
  for (const reject of rejects) lines.push(`    ${rejectLine(reject)}`);
  return `${lines.join('\n')}\n`;
}
