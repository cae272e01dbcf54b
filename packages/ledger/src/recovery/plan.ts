/**
 * Which way leads back, decided from what there is. Pure: reads nothing and changes nothing.
 *
 * Invariants: 1. nothing is chosen between blocks that contradict each other, unless a person says which, or an earlier
 * recovery did; 2. whatever is known to have been acknowledged and is not on the line that is chosen is named as lost;
 * 3. a stream that holds the line whole is never touched.
 */
import { BerthError } from '@berth/core';
import { hashOn, type Line, linesOf, partAfter } from './line.js';
import type { Strand } from './strand.js';
import type { CopySurvey, StreamSurvey, Survey } from './survey.js';

/** What becomes of the stream. */
export type StreamAction =
  | { readonly kind: 'keep' }
  /** It holds the beginning of the line: the rest is appended. */
  | { readonly kind: 'append'; readonly from: number }
  /** It is made anew, under this identity or a new one, with the whole line. */
  | { readonly kind: 'refill'; readonly identity?: string };

export type CopyAction = {
  readonly folder: string;
  /** `replace`: put aside, and made anew from the stream at the next start. */
  readonly kind: 'keep' | 'replace';
  readonly why: string;
};

export type RecoveryPlan = {
  readonly line: Line;
  readonly stream: StreamAction;
  /** The first block that the stream holds afterwards. */
  readonly first: number;
  readonly copies: readonly CopyAction[];
  /** What is given up: what is known to have been acknowledged behind `after`, up to `to`, and is not on the line. */
  readonly lost?: { readonly after: number; readonly to: number; readonly why: readonly string[] };
  /** Nobody who is left can say whether there was more: the end of the stream is gone. */
  readonly endIsGone: boolean;
  readonly maxEpoch: number;
};

/** Throws "conflict" when a person has to choose, and "corrupt" when nothing that is here can be started from. */
export function planRecovery(survey: Survey, chosen?: string): RecoveryPlan {
  const { stream, copies } = survey;
  if (stream.kind === 'there' && stream.identity === '')
    throw new BerthError(
      'conflict',
      'the stream was not made by Berth: use another --nats-cluster, or remove it',
    );
  const lines = linesOf(survey);
  const line = chosen === undefined ? chooseLine(lines) : lineOf(lines, chosen);
  const lost = lostBehind(line, lines, copies);
  const action = streamAction(stream, line, copies, lost ? undefined : commonIdentity(copies));
  const kept = stream.kind === 'there' && action.kind !== 'refill' ? stream : undefined;
  const identity = action.kind === 'refill' ? action.identity : kept?.identity;
  const first = kept?.first ?? line.base;
  return {
    line,
    stream: action,
    first,
    copies: copies.map((copy) => copyAction(copy, line, { identity, first })),
    ...(lost && { lost }),
    endIsGone: action.kind !== 'keep' && !holdsEnd(stream, line),
    maxEpoch: Math.max(
      0,
      ...lines.flatMap(({ pieces }) => pieces.map(({ strand }) => strand.maxEpoch)),
      ...copies.map(({ checkpoint }) => checkpoint?.epoch ?? 0),
    ),
  };
}

export function isNothingToDo({ stream, copies }: RecoveryPlan): boolean {
  return stream.kind === 'keep' && copies.every(({ kind }) => kind === 'keep');
}

// ---- which line ------------------------------------------------------------------------------------------------------

function chooseLine(lines: readonly Line[]): Line {
  const [best] = lines;
  if (!best)
    throw new BerthError(
      'corrupt',
      'there is not one whole block here: give the data folders of coordinators with --data',
    );
  if (!best.usable) throw unusable(best);
  let line = best;
  for (const other of lines) {
    const after = partAfter(line, other);
    if (after === undefined) continue;
    if (recoveredAt(line, after + 1)) continue;
    if (!recoveredAt(other, after + 1) || !other.usable) throw forked(line, other, after);
    line = other;
  }
  return line;
}

function lineOf(lines: readonly Line[], source: string): Line {
  const [line] = lines.filter((each) => each.source === source);
  if (!line) throw new BerthError('conflict', `--from ${source}: it holds not one whole block`);
  if (!line.usable) throw unusable(line);
  return line;
}

function recoveredAt({ pieces }: Line, index: number): boolean {
  return pieces.some(
    ({ strand, from, to }) => index >= from && index <= to && strand.recoveries.includes(index),
  );
}

function unusable({ base }: Line): BerthError {
  return new BerthError(
    'corrupt',
    `blocks before ${base} are nowhere, and no checkpoint covers them: give the folder of another coordinator, too, with --data`,
  );
}

function forked(a: Line, b: Line, after: number): BerthError {
  const side = ({ source, ledgerId, head }: Line) => `${source} (ledger ${ledgerId}, up to ${head.index})`;
  const where = a.ledgerId === b.ledgerId ? `part after block ${after}` : 'are two ledgers';
  return new BerthError(
    'conflict',
    `${side(a)} and ${side(b)} ${where}: say which one is to stay, with --from ${a.source} or --from ${b.source}`,
  );
}

// ---- the stream ------------------------------------------------------------------------------------------------------

function streamAction(
  stream: StreamSurvey,
  line: Line,
  copies: readonly CopySurvey[],
  identity: string | undefined,
): StreamAction {
  const refill: StreamAction = { kind: 'refill', ...(identity !== undefined && { identity }) };
  if (stream.kind === 'missing') return refill;
  const { first, last, strands, faults } = stream;
  const [strand] = strands;
  const whole =
    faults.length === 0 && strands.length === 1 && strand?.first === first && strand.last === last;
  if (!strand || !whole) return refill;
  const onLine = strand.head.hash === (last === line.head.index ? line.head.hash : hashOn(line, last));
  if (!onLine || !startsWell(strand.first, strand.previousHash, copies)) return refill;
  return last === line.head.index && stream.recovery === undefined
    ? { kind: 'keep' }
    : { kind: 'append', from: last + 1 };
}

/** A stream that begins later than at block 1 needs a checkpoint beside it. */
function startsWell(first: number, previousHash: string, copies: readonly CopySurvey[]): boolean {
  if (first === 1) return true;
  // Without a folder there is nothing to start from, and nothing to do either.
  if (copies.length === 0) return true;
  return copies.some(
    ({ checkpoint }) => checkpoint && (checkpoint.index >= first || checkpoint.hash === previousHash),
  );
}

function holdsEnd(stream: StreamSurvey, { head }: Line): boolean {
  if (stream.kind === 'missing') return false;
  const end = stream.strands.at(-1);
  return end !== undefined && stream.last === head.index && end.hashAt(head.index) === head.hash;
}

// ---- what is lost ----------------------------------------------------------------------------------------------------

function lostBehind(line: Line, lines: readonly Line[], copies: readonly CopySurvey[]): RecoveryPlan['lost'] {
  let [after, to] = [line.head.index, 0];
  const why: string[] = [];
  const lose = (index: number, upTo: number, words: string) => {
    after = Math.min(after, index);
    to = Math.max(to, upTo);
    if (!why.includes(words)) why.push(words);
  };
  for (const other of lines) {
    const part = partAfter(line, other);
    if (part !== undefined && other.source !== line.source)
      lose(
        part,
        other.head.index,
        `${other.source} holds other blocks from ${part + 1} to ${other.head.index}`,
      );
    else if (part === undefined && other.head.index > line.head.index)
      lose(
        line.head.index,
        other.head.index,
        `${other.source} holds blocks up to ${other.head.index}, with a gap before`,
      );
  }
  for (const { folder, noted } of copies) {
    if (!noted) continue;
    const is = noted.index === line.head.index ? line.head.hash : hashOn(line, noted.index);
    const parted = partedBefore(line, copies.find((copy) => copy.folder === folder)?.strands ?? []);
    if (noted.index > line.head.index)
      lose(
        Math.min(parted, line.head.index),
        noted.index,
        `${folder} knows that ${noted.index} was acknowledged`,
      );
    else if (is !== undefined && is !== noted.hash) {
      const end = lines.find((each) => each.source === folder && partAfter(line, each) !== undefined);
      if (!end) lose(parted, noted.index, `${folder} knows another block ${noted.index}`);
    }
  }
  return to > 0 ? { after, to, why } : undefined;
}

/** The block before the recovery that went on without this folder; the end of the line where there was none. */
function partedBefore({ pieces, head }: Line, strands: readonly Strand[]): number {
  const recoveries = pieces.flatMap(({ strand }) => strand.recoveries);
  const reach = Math.max(0, ...strands.map(({ last }) => last));
  const missed = reach === 0 ? recoveries.slice(-1) : recoveries.filter((index) => index > reach);
  return Math.min(head.index, ...missed.map((index) => index - 1));
}

// ---- the folders -----------------------------------------------------------------------------------------------------

function commonIdentity(copies: readonly CopySurvey[]): string | undefined {
  const all = new Set(copies.flatMap(({ noted }) => (noted?.identity ? [noted.identity] : [])));
  return all.size === 1 ? [...all][0] : undefined;
}

function copyAction(
  copy: CopySurvey,
  line: Line,
  { identity, first: base }: { readonly identity: string | undefined; readonly first: number },
): CopyAction {
  const { folder, noted, damage, faults, strands } = copy;
  if (!noted && strands.length === 0 && damage.length === 0 && base === 1)
    return { folder, kind: 'keep', why: '' };
  const replace = (why: string): CopyAction => ({ folder, kind: 'replace', why });
  const [first] = damage;
  if (first !== undefined) return replace(first);
  const [fault] = faults;
  if (fault) return replace(`block ${fault.index}: ${fault.why}`);
  if (noted && (identity === undefined || noted.identity !== identity))
    return replace('it belongs to the stream as it was before');
  const heads = [...(noted ? [noted] : []), ...strands.map(({ head }) => head)];
  const off = heads.find(({ index, hash }) => {
    const is = index === line.head.index ? line.head.hash : hashOn(line, index);
    return index > line.head.index || (is !== undefined && is !== hash);
  });
  if (off) return replace(`block ${off.index} of it is not on the line that stays`);
  if (base > 1 && (copy.checkpoint?.index ?? 0) < base - 1)
    return replace(`it has no checkpoint that reaches block ${base - 1}`);
  return { folder, kind: 'keep', why: '' };
}
