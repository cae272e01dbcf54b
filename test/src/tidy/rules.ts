/** House rules on the text of a file. Each gives one line per breach: where, and what to do instead. */
import { basename } from 'node:path';
import { lineAt, type SourceFile } from './source-files.js';

type Ban = { readonly pattern: RegExp; readonly instead: string };

/** Time, chance and the world come in through ports (core/src/model/ports.ts). */
const WORLD: readonly Ban[] = [
  { pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(/g, instead: 'clock.nowMs()' },
  { pattern: /\bperformance\.(now|timeOrigin)\b|\bprocess\.hrtime\b/g, instead: 'clock.monotonicMs()' },
  { pattern: /\b(setTimeout|setInterval|setImmediate)\b/g, instead: 'clock.schedule()' },
  { pattern: /\bAbortSignal\.timeout\b/g, instead: 'clock.schedule() and an AbortController' },
  {
    pattern: /\bMath\.random\b|\bcrypto\.random\w*|\b(randomUUID|randomBytes|randomInt|getRandomValues)\b/g,
    instead: 'the Random or Ids port',
  },
];

/** What belongs to the process as a whole belongs to its program. */
const PROCESS: readonly Ban[] = [
  { pattern: /(?<![.\w])process\.(env|argv|exit|exitCode)\b/g, instead: 'options handed in by main.ts' },
];

/** Only these see the real world. `bench` measures it, tests start programs in it. */
const WORLD_FREE = ['runtime', 'bench', 'test'];

export function bannedWords(file: SourceFile): string[] {
  if (WORLD_FREE.includes(file.workspace)) return [];
  const bans = basename(file.path) === 'main.ts' ? WORLD : [...WORLD, ...PROCESS];
  return bans.flatMap(({ pattern, instead }) =>
    [...file.code.matchAll(pattern)].map(
      ({ 0: word, index }) => `${file.path}:${lineAt(file.code, index)}: ${word}: use ${instead}`,
    ),
  );
}

const FORMS: readonly Ban[] = [
  { pattern: /\bexport \*/g, instead: 'a list of names: an index says what is public' },
  { pattern: /\bexport default\b/g, instead: 'a named export' },
  { pattern: /\bextends EventEmitter\b/g, instead: 'handlers, or an AsyncIterable' },
];

/** Of a test file nobody but ava makes an instance; elsewhere two instances would share it. */
const STATE: readonly Ban[] = [
  { pattern: /^(export )?let /gm, instead: 'state that somebody owns: no module keeps any' },
  {
    pattern: /^(export )?const \w+(: [^=]+)? = new (Map|Set|WeakMap|WeakSet)(<[^(]*>)?\(\)/gm,
    instead: 'state that somebody owns: no module keeps any',
  },
];

export function wrongForms(file: SourceFile): string[] {
  const bans = file.workspace === 'test' ? FORMS : [...FORMS, ...STATE];
  return bans.flatMap(({ pattern, instead }) =>
    [...file.code.matchAll(pattern)].map(
      ({ 0: form, index }) => `${file.path}:${lineAt(file.code, index)}: ${form.trim()}: use ${instead}`,
    ),
  );
}

/** Written in two parts, so that this file does not catch itself. */
const LOOSE_ENDS = new RegExp(
  `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b(?!\\(#\\d+\\))`,
  'g',
);

/** With an issue, as in "(#12)" right behind the word, it is a promise that somebody can look up. */
export function looseEnds(file: SourceFile): string[] {
  return [...file.text.matchAll(LOOSE_ENDS)].map(
    ({ 0: word, index }) =>
      `${file.path}:${lineAt(file.text, index)}: ${word}: name an issue behind it, e.g. (#12), or do it`,
  );
}

/** The house wants 50 to 250 lines; past this a file has more than one job. Tests and indexes are tables and may be longer. */
export const LINES_MAX = 500;

export function tooLong(file: SourceFile): string[] {
  const lines = file.text.split('\n').length - 1;
  const isTable = file.workspace === 'test' || file.path.endsWith('/src/index.ts');
  if (isTable || lines <= LINES_MAX) return [];
  return [`${file.path}: ${lines} lines, at most ${LINES_MAX}: split it by what its parts do`];
}

const EMPTY_NAMES = /(^|[/-])(utils?|helpers?|common|misc|lib|shared|tools?)(?=[-./]|$)/;

export function wrongNames({ path }: SourceFile): string[] {
  const inside = path.slice(path.indexOf('src/') + 'src/'.length);
  const wrong: string[] = [];
  if (EMPTY_NAMES.test(inside)) wrong.push(`${path}: name it after what it does`);
  if (!/^([a-z0-9-]+\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(inside))
    wrong.push(`${path}: write file names in kebab-case`);
  return wrong;
}
