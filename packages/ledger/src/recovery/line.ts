/** Lines: what can be put together from the strands of all sources, from a beginning that a coordinator can start from. */
import { EMPTY_HEAD, type Head } from '../store.js';
import type { Strand } from './strand.js';
import { type CopySurvey, STREAM, type Survey } from './survey.js';

/** `from`..`to`, both included, as this strand has them. */
export type Piece = { readonly strand: Strand; readonly from: number; readonly to: number };

export type Line = {
  /** Who has its end: "stream" or a folder. */
  readonly source: string;
  readonly ledgerId: string;
  /** In order, without gaps; none where there is a checkpoint alone. */
  readonly pieces: readonly Piece[];
  /** The first block that it has; the one after a checkpoint where it has none. */
  readonly base: number;
  readonly head: Head;
  /** A folder with a checkpoint that the rest follows; absent when it begins at block 1 and needs none. */
  readonly checkpoint?: string;
  /** It begins at block 1, or behind a checkpoint. */
  readonly usable: boolean;
};

/** One for each strand, put together downwards from its end, and one for each checkpoint; the longest usable one first. */
export function linesOf({ stream, copies }: Survey): Line[] {
  const strands = [
    ...(stream.kind === 'there' ? stream.strands : []),
    ...copies.flatMap((copy) => copy.strands),
  ];
  const lines = [
    ...strands.map((strand) => lineTo(strand, strands, copies)),
    ...copies.flatMap((copy) => lineOfCheckpoint(copy)),
  ];
  return lines.sort(
    (a, b) =>
      Number(b.usable) - Number(a.usable) ||
      b.head.index - a.head.index ||
      a.base - b.base ||
      // What the stream holds has to be put elsewhere before it is made anew.
      ofStream(a) - ofStream(b),
  );
}

function ofStream({ pieces }: Line): number {
  return pieces.filter(({ strand }) => strand.source === STREAM).length;
}

function lineTo(end: Strand, strands: readonly Strand[], copies: readonly CopySurvey[]): Line {
  const pieces: Piece[] = [{ strand: end, from: end.first, to: end.last }];
  for (let [first] = pieces; first && first.from > 1; [first] = pieces) {
    const { from, strand } = first;
    const before = strand.hashAt(from - 1);
    // The one that reaches back furthest of those that hold the block before.
    const [next] = strands
      .filter((other) => other.first < from && other.last >= from - 1 && other.hashAt(from - 1) === before)
      .sort((a, b) => a.first - b.first);
    if (!next) break;
    pieces.unshift({ strand: next, from: next.first, to: from - 1 });
  }
  const base = pieces[0]?.from ?? 1;
  const line = { source: end.source, ledgerId: end.ledgerId, pieces, base, head: end.head };
  const checkpoint = newestCheckpoint(line, copies);
  return { ...line, ...(checkpoint && { checkpoint }), usable: base === 1 || checkpoint !== undefined };
}

function newestCheckpoint(line: Pick<Line, 'pieces' | 'base'>, copies: readonly CopySurvey[]) {
  const fitting = copies.filter(({ checkpoint }) => {
    if (!checkpoint || checkpoint.index < line.base - 1) return false;
    return hashOn(line, checkpoint.index) === checkpoint.hash;
  });
  return fitting.sort((a, b) => (b.checkpoint?.index ?? 0) - (a.checkpoint?.index ?? 0))[0]?.folder;
}

function lineOfCheckpoint({ folder, checkpoint }: CopySurvey): Line[] {
  if (!checkpoint?.ledgerId) return [];
  const { index, hash, ledgerId } = checkpoint;
  const line = { source: folder, ledgerId, pieces: [], base: index + 1, head: { index, hash } };
  return [{ ...line, checkpoint: folder, usable: true }];
}

/** Undefined where the line does not say. */
export function hashOn(line: Pick<Line, 'pieces'>, index: number): string | undefined {
  if (index === 0) return EMPTY_HEAD.hash;
  for (const { strand, from, to } of line.pieces) {
    if (index >= from - 1 && index <= to) return strand.hashAt(index);
  }
  return undefined;
}

/**
 * The last index that both have alike, where one of them has another block behind it; undefined when they do not
 * contradict each other.
 */
export function partAfter(a: Line, b: Line): number | undefined {
  if (a.ledgerId !== b.ledgerId) return 0;
  const known = (line: Line, index: number) =>
    index === line.head.index ? line.head.hash : hashOn(line, index);
  const top = Math.min(a.head.index, b.head.index);
  const differs = (index: number) => {
    const [left, right] = [known(a, index), known(b, index)];
    return left !== undefined && right !== undefined && left !== right;
  };
  if (!differs(top)) return undefined;
  // Once different, always different: each names the hash of the one before.
  let [same, different] = [Math.max(a.base, b.base) - 1, top];
  if (differs(same)) return 0;
  while (different - same > 1) {
    const middle = (same + different) >> 1;
    if (differs(middle)) different = middle;
    else same = middle;
  }
  return same;
}
