import {
  type ComingRoom,
  formatDuration,
  type NodeVerdict,
  type PreemptionView,
  type WhyView,
} from '@berth/core';
import { type CommonOptions, type Effects, printJson, sayWhenStale, withClient } from '../effects.js';
import {
  droppedText,
  failureLines,
  nearestText,
  needLines,
  paint,
  phaseCell,
  preemptedBy,
  rejectDetail,
  rejectLine,
} from '../render.js';
import { heldLines } from './volume.js';

export type WhyOptions = CommonOptions & { readonly not?: string };

export async function why(target: string, options: WhyOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const view = await client.why({ target, ...(options.not !== undefined && { node: options.not }) });
    sayWhenStale(view, effects);
    if (!printJson(options, effects, view)) effects.out(explain(view, options.not, effects));
  });
}

function explain(view: WhyView, not: string | undefined, effects: Effects): string {
  const lines: string[] = [];
  if (not === undefined) {
    for (const placement of view.placements) {
      const phase = phaseCell(placement);
      const text = typeof phase === 'string' ? phase : paint(effects, phase.colour, phase.text);
      const { preemptedBy: by } = placement;
      const because = by ? preemptedBy(by) : (placement.stopCause ?? placement.cause);
      lines.push(
        `${placement.id} is ${text} on ${placement.node}: ${because} with version ${placement.version}`,
      );
      if (placement.message !== '') lines.push(`  ${placement.message}`);
      if (placement.statusesDropped) lines.push(`  ${droppedText(placement.statusesDropped)}`);
      if (placement.misfit !== undefined) lines.push(`  to be replaced: ${placement.misfit}`);
      if (placement.unready !== '') lines.push(`  not ready: ${placement.unready}`);
    }
  }
  for (const line of needLines(view)) lines.push(paint(effects, 'yellow', line));
  for (const line of failureLines(view)) lines.push(paint(effects, 'red', line));
  if (view.missing > 0) {
    const { gang, missing, wanted } = view;
    lines.push(
      paint(effects, 'yellow', gang ? gangLine(gang, wanted) : `${missing} of ${wanted} wait for room:`),
    );
    for (const reject of view.rejects) lines.push(`  ${rejectLine(reject)}`);
  }
  for (const volume of view.heldBy ?? []) lines.push(...heldLines(volume));
  if (not === undefined) {
    for (const room of view.comingRoom) lines.push(comingText(room));
    for (const preemption of view.preemptions) lines.push(preemptionText(preemption));
  }
  lines.push(not === undefined ? 'One more copy, now:' : `One more copy on ${not}, now:`);
  for (const verdict of view.verdicts) lines.push(...verdictLines(verdict, effects));
  if (not === undefined && view.nearest) lines.push(nearestText(view.nearest));
  return `${lines.join('\n')}\n`;
}

/** How far a gang that has not begun is from it. */
function gangLine(gang: NonNullable<WhyView['gang']>, wanted: number): string {
  const { min, placeable, overdue, timeoutMs } = gang;
  const needs = min === wanted ? `all ${wanted}` : `${min} of ${wanted}`;
  const within = formatDuration(timeoutMs);
  return overdue
    ? `a gang of ${wanted} did not begin within ${within}: ${needs} have to fit at once, ${placeable} would now`
    : `a gang of ${wanted} waits to begin: ${needs} have to fit at once within ${within}, ${placeable} would now`;
}

function comingText({ node, waitsFor }: ComingRoom): string {
  const ends = waitsFor.length > 0 ? `when this has ended: ${waitsFor.join(', ')}` : 'now';
  return `room on ${node} is free for it ${ends}`;
}

function preemptionText(preemption: PreemptionView): string {
  const { victim, copies } = preemption;
  return `${copies} ${copies === 1 ? 'copy' : 'copies'} of ${victim} ${copies === 1 ? 'was' : 'were'} ${preemptedBy(preemption)}`;
}

function verdictLines(verdict: NodeVerdict, effects: Effects): string[] {
  if (verdict.fits) {
    const terms = verdict.terms.map(({ term, score }) => `${term} ${score}`).join(', ');
    return [`  ${paint(effects, 'green', 'yes')} ${verdict.node}: score ${verdict.score} (${terms})`];
  }
  const [first, ...rest] = verdict.rejects.map(rejectDetail);
  const head = `  ${paint(effects, 'red', 'no ')} ${verdict.node}: ${first}`;
  return [head, ...rest.map((line) => `      also ${line}`)];
}
