/**
 * What values of parameters have to look like. It reads like a regular expression, and is less: characters, classes, and how
 * often; `|` between whole alternatives; no groups. It is matched in one pass, so that no pattern and no value can hold up the
 * one writer, as backtracking would.
 */

/** One character of these, once; or any number of times, none included, when `star`; or at most once when `optional`. */
type Atom = { readonly is: RegExp; readonly star: boolean; readonly optional: boolean };
export type ParamPattern = readonly (readonly Atom[])[];

const REPEAT_MAX = 255;
const ATOMS_MAX = 256;
/** One atom, and how often: a class, an escape, or a character that means itself; then *, +, ? or {n}, {n,}, {n,m}. */
const ATOM =
  /(\[\^?(?:\\.|[^\]\\])+\]|\\[dDwWsS]|\\[^A-Za-z0-9]|[^\\[\](){}|^$*+?])(\*|\+|\?|\{\d{1,3}(?:,\d{0,3})?\})?/uy;

/** Undefined: it is none. `^` at the beginning and `$` at the end may be left out: a value is matched as a whole. */
export function readPattern(text: string): ParamPattern | undefined {
  const alternatives: Atom[][] = [];
  for (const part of alternativesOf(text)) {
    const atoms = atomsOf(part.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''));
    if (!atoms) return undefined;
    alternatives.push(atoms);
  }
  const all = alternatives.reduce((sum, { length }) => sum + length, 0);
  return all <= ATOMS_MAX ? alternatives : undefined;
}

function alternativesOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const [piece] of text.matchAll(/\\.|\[\^?(?:\\.|[^\]\\])+\]|[\s\S]/gu)) {
    if (piece === '|') {
      parts.push(part);
      part = '';
    } else part += piece;
  }
  return [...parts, part];
}

function atomsOf(text: string): Atom[] | undefined {
  const atoms: Atom[] = [];
  const scan = new RegExp(ATOM);
  for (let at = 0; at < text.length; at = scan.lastIndex) {
    scan.lastIndex = at;
    const [, one, often = ''] = scan.exec(text) ?? [];
    const is = one === undefined ? undefined : characterOf(one);
    const times = timesOf(often);
    if (!is || !times || atoms.length + times.most > ATOMS_MAX) return undefined;
    const { least, most, endless } = times;
    for (let n = 0; n < most; n++) atoms.push({ is, star: false, optional: n >= least });
    if (endless) atoms.push({ is, star: true, optional: true });
  }
  return atoms;
}

function characterOf(source: string): RegExp | undefined {
  // Not every character may be escaped where Unicode is meant.
  const escaped = /^\\([^A-Za-z0-9])$/u.exec(source)?.[1]?.codePointAt(0);
  const plain = escaped === undefined ? source : `\\u{${escaped.toString(16)}}`;
  try {
    return new RegExp(`^${plain}$`, 'su');
  } catch {
    return undefined;
  }
}

function timesOf(often: string): { least: number; most: number; endless: boolean } | undefined {
  if (often === '') return { least: 1, most: 1, endless: false };
  if (often === '*') return { least: 0, most: 0, endless: true };
  if (often === '+') return { least: 1, most: 1, endless: true };
  if (often === '?') return { least: 0, most: 1, endless: false };
  const [low = '', high] = often.slice(1, -1).split(',');
  const least = Number(low);
  if (high === '') return least <= REPEAT_MAX ? { least, most: least, endless: true } : undefined;
  const most = high === undefined ? least : Number(high);
  return least <= most && most <= REPEAT_MAX ? { least, most, endless: false } : undefined;
}

export function matchesPattern(pattern: ParamPattern, value: string): boolean {
  return pattern.some((atoms) => matches(atoms, [...value]));
}

/** Where in the atoms it may stand, all at once, character by character. */
function matches(atoms: readonly Atom[], value: readonly string[]): boolean {
  let standing = reach(atoms, new Set([0]));
  for (const character of value) {
    const next = new Set<number>();
    for (const at of standing) {
      const atom = atoms[at];
      if (atom?.is.test(character)) next.add(atom.star ? at : at + 1);
    }
    if (next.size === 0) return false;
    standing = reach(atoms, next);
  }
  return standing.has(atoms.length);
}

/** With all behind atoms that need not come. */
function reach(atoms: readonly Atom[], from: ReadonlySet<number>): Set<number> {
  const reached = new Set<number>();
  for (const start of from) {
    for (let at = start; !reached.has(at); at++) {
      reached.add(at);
      if (!atoms[at]?.optional) break;
    }
  }
  return reached;
}
