/** What a recovery found and did: for people, and as JSON with stable fields. */
import type { CopySurvey, RecoveryPlan, Strand, StreamSurvey } from '@berth/ledger';
import type { LedgerRecovery } from './ledger-recovery.js';

/** Faults that are named one by one. */
const NAMED_FAULTS = 3;

export function recoveryReport({ survey, plan, done, confirmBy }: LedgerRecovery): string {
  const lines = [
    ...streamLines(survey.stream),
    ...survey.copies.flatMap(copyLines),
    '',
    ...wayLines(plan, done !== undefined || confirmBy !== undefined),
  ];
  if (confirmBy !== undefined)
    lines.push('', `nothing was changed; to do it, say the same with ${confirmBy}`);
  if (done) {
    lines.push('', `done: the ledger ends at ${done.head.index}, hash ${done.head.hash.slice(0, 12)}`);
    for (const [folder, aside] of Object.entries(done.aside))
      lines.push(`${folder}: what was there is in ${aside}`);
    lines.push('next: start the coordinators, then `berth ledger verify`');
  }
  return `${lines.join('\n')}\n`;
}

function streamLines(stream: StreamSurvey): string[] {
  if (stream.kind === 'missing') return ['stream: it is missing'];
  const { strands, faults, recovery } = stream;
  const cut = recovery === undefined ? [] : [`  a recovery was cut off (${recovery})`];
  return [`stream: ${rangesOf(strands)}`, ...faultLines(faults), ...cut];
}

function copyLines({ folder, strands, faults, noted, checkpoint, damage }: CopySurvey): string[] {
  const facts = [
    rangesOf(strands),
    ...(checkpoint ? [`checkpoint of ${checkpoint.index}`] : []),
    ...(noted ? [`knows ${noted.index} as acknowledged`] : []),
  ];
  return [
    `${folder}:`,
    `  ${facts.join('; ')}`,
    ...damage.map((line) => `  ! ${line}`),
    ...faultLines(faults),
  ];
}

function rangesOf(strands: readonly Strand[]): string {
  if (strands.length === 0) return 'no block';
  return `blocks ${strands.map(({ first, last }) => `${first} to ${last}`).join(', ')}`;
}

function faultLines(faults: CopySurvey['faults']): string[] {
  const named = faults.slice(0, NAMED_FAULTS).map(({ index, why }) => `  ! block ${index}: ${why}`);
  const more = faults.length - named.length;
  return more > 0 ? [...named, `  ! and ${more} more`] : named;
}

function wayLines(plan: RecoveryPlan, isNeeded: boolean): string[] {
  if (!isNeeded) return ['all is well: nothing to do'];
  const { line, stream, first, copies, lost, endIsGone } = plan;
  const { head, pieces } = line;
  const sources = [...new Set(pieces.map(({ strand }) => strand.source))].join(', ');
  const lines: string[] = [];
  if (stream.kind === 'keep') lines.push(`stream: stays as it is, up to block ${head.index}`);
  else if (stream.kind === 'append')
    lines.push(
      stream.from > head.index
        ? 'stream: the recovery that was cut off is brought to its end'
        : `stream: blocks ${stream.from} to ${head.index} are appended, from ${sources}`,
    );
  else if (pieces.length === 0)
    lines.push(`stream: made anew behind the checkpoint of ${head.index} in ${line.checkpoint}`);
  else lines.push(`stream: made anew with blocks ${first} to ${head.index}, from ${sources}`);
  if (first > 1 && stream.kind === 'refill') lines.push(`  blocks before ${first} stay purged`);
  for (const { folder, kind, why } of copies)
    if (kind === 'replace') lines.push(`${folder}: put aside and made anew: ${why}`);
  if (lost) {
    lines.push(`LOST: what was acknowledged after ${lost.after}, up to ${lost.to}:`);
    lines.push(...lost.why.map((why) => `  ${why}`));
  } else lines.push('nothing of what these know is lost');
  if (endIsGone)
    lines.push(
      'The end of the stream is gone: if another coordinator has more than these,',
      'it is lost. Give the folders of all of them, or compare on each host first.',
    );
  return lines;
}

export function recoveryJson({ survey, plan, done, confirmBy }: LedgerRecovery): unknown {
  const { stream, copies } = survey;
  const { line, first, lost, endIsGone } = plan;
  return {
    stream:
      stream.kind === 'missing'
        ? { found: false }
        : { found: true, blocks: ranges(stream.strands), faults: stream.faults, recovery: stream.recovery },
    folders: copies.map(({ folder, strands, faults, noted, checkpoint, damage }) => ({
      ...{ folder, blocks: ranges(strands), faults, damage, checkpoint },
      noted: noted && { index: noted.index, hash: noted.hash },
    })),
    plan: {
      ...{ ledgerId: line.ledgerId, head: line.head, firstIndex: first, lost, endIsGone },
      ...{
        stream: plan.stream.kind,
        folders: plan.copies,
        needed: done !== undefined || confirmBy !== undefined,
      },
    },
    confirmBy,
    done,
  };
}

function ranges(strands: readonly Strand[]) {
  return strands.map(({ first, last, ledgerId, head }) => ({ first, last, ledgerId, hash: head.hash }));
}
