/** What zod found, in our words: what was expected, what is there, what was probably meant. */
import { nearest } from '@berth/core';
import { z } from 'zod';
import type { StackDocument } from './document.js';
import { type Path, quote, type StackIssue } from './issue.js';
import { isForLater, newKeyFor } from './later.js';
import { wrongResourceName } from './resource-names.js';

type ZodIssue = z.core.$ZodIssue;

export function shapeIssues(
  schema: z.ZodType,
  document: StackDocument,
  found: readonly ZodIssue[],
): StackIssue[] {
  return found.flatMap((issue) => describe(schema, document, issue));
}

function describe(schema: z.ZodType, document: StackDocument, issue: ZodIssue): StackIssue[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(schema, document, path, key));
  }
  if (issue.code === 'invalid_union') {
    const here = optionFor(schemaAt(schema, path), valueAt(document.value, path));
    const below = here && issue.errors[here.at];
    if (below) {
      return below.flatMap((one) => describe(schema, document, { ...one, path: [...path, ...one.path] }));
    }
  }
  if (issue.code === 'custom' && issue.params?.isKey) {
    const message = `${quote(String(path.at(-1)))} ${issue.message}`;
    return [document.atKey(path, message, issue.params.suggestion as string)];
  }
  const custom = customResource(schema, document, path);
  if (custom) return [custom];
  const value = valueAt(document.value, path);
  if (value === undefined) return [missing(document, path)];
  return [wrongValue(document, path, value, issue)];
}

/** A resource that nodes name themselves: its name explains more than its value, and its amount is a plain count. */
function customResource(schema: z.ZodType, document: StackDocument, path: Path): StackIssue | undefined {
  const key = path[3];
  if (path.length !== 4 || path[2] !== 'resources' || typeof key !== 'string') return undefined;
  if (keysOf(schemaAt(schema, path.slice(0, 3))).includes(key)) return undefined;
  const wrong = wrongResourceName(key);
  if (wrong) return document.atKey(path, wrong.message, wrong.suggestion);
  const value = valueAt(document.value, path);
  const suggestion = 'it counts a resource that nodes name themselves';
  return document.at(path, `${label(path)} must be a whole number from 1, not ${show(value)}`, suggestion);
}

function missing(document: StackDocument, path: Path): StackIssue {
  const example = EXAMPLES[String(path.at(-1))];
  return document.at(path, `${label(path)} is missing`, example && `write ${example}`);
}

const EXAMPLES: Readonly<Record<string, string>> = {
  stack: '`stack: NAME`',
  workloads: '`workloads:` and below it a name for each workload',
  process: '`process: { command: [PROGRAM, ARGUMENT] }`',
  image: '`image: NAME@sha256:DIGEST`, or with a tag',
  target: '`target: PATH`, in the container',
  command: '`command: [PROGRAM, ARGUMENT]`',
  workload: '`workload: NAME`, another workload of this stack',
  when: '`when: "CEL over node"`',
  key: '`key: KEY`, the key of the taint',
  by: '`by: KEY`: site, region, node, or the key of a label',
  policy: '`policy: keep`, `replace` or `exclusive`',
};

function wrongValue(document: StackDocument, path: Path, value: unknown, issue: ZodIssue): StackIssue {
  const key = label(path);
  if (value === null) return document.at(path, `${key} is empty`, 'write a value, or leave the key out');
  if (issue.code === 'custom') {
    const suggestion = issue.params?.suggestion as string | undefined;
    return document.at(
      path,
      startsAsPredicate(issue.message) ? `${key} ${issue.message}` : issue.message,
      suggestion,
    );
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return document.at(path, `${key} must be ${either(values)}, not ${show(value)}`, meant(value, values));
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    return document.at(path, `${key} ${outOfBounds(issue, value)}`);
  }
  const expected = issue.message.startsWith('must ') ? issue.message : `must be ${expectedOf(issue)}`;
  return document.at(path, `${key} ${expected}, not ${show(value)}`, suggestionFor(path, value));
}

/** "must not be negative", "is too large" follow the key; `"500x" is not an amount` stands alone. */
function startsAsPredicate(message: string): boolean {
  return /^(must|is|has) /.test(message);
}

function expectedOf(issue: ZodIssue): string {
  if (issue.code !== 'invalid_type') return 'something else';
  const words: Readonly<Record<string, string>> = {
    object: 'a map',
    record: 'a map',
    array: 'a list',
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[issue.expected] ?? issue.expected;
}

function outOfBounds(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, value: unknown): string {
  const isList = issue.origin === 'array';
  if (issue.code === 'too_big') {
    const most = isList ? `at most ${issue.maximum} entries` : `at most ${issue.maximum}`;
    return isList ? `has more than ${issue.maximum} entries` : `must be ${most}, not ${show(value)}`;
  }
  if (isList) return issue.minimum === 1 ? 'must not be empty' : `must have ${issue.minimum} entries or more`;
  if (issue.minimum === 0) return `must not be negative: it is ${show(value)}`;
  return `must be at least ${issue.minimum}, not ${show(value)}`;
}

function suggestionFor(path: Path, value: unknown): string | undefined {
  const key = path.at(-1);
  if (key === 'command' && typeof value === 'string') {
    const isPlain = /^[\w./:@%+=-]+( [\w./:@%+=-]+)*$/.test(value);
    return isPlain ? `write command: [${value.split(' ').join(', ')}]` : 'write command: [sh, -c, "..."]';
  }
  if (typeof value === 'string' && (key === 'require' || key === 'from')) return `write ${key}: [...]`;
  if (typeof value === 'number' && typeof key === 'string' && DURATION_KEYS.has(key)) {
    return Number.isInteger(value) && value >= 0
      ? `write ${key}: ${value}s, or ${key}Ms: ${value * 1000}`
      : undefined;
  }
  if (Array.isArray(value) && key === 'env') return 'write NAME: VALUE, without the dashes';
  return undefined;
}

const DURATION_KEYS: ReadonlySet<string> = new Set([
  'grace',
  'delay',
  'maxDelay',
  'resetAfter',
  'timeout',
  'after',
  'for',
  'interval',
  'deadline',
]);

function meant(value: unknown, values: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const near = nearest(value, values) ?? nearest(`SIG${value.toUpperCase()}`, values);
  return near && `did you mean ${near}?`;
}

function unknownKey(schema: z.ZodType, document: StackDocument, path: Path, key: string): StackIssue {
  const at = [...path, key];
  if (isForLater(sectionOf(path), key)) {
    return document.atKey(at, `${quote(key)} is not supported by this version yet`, 'remove it');
  }
  const renamed = newKeyFor(sectionOf(path), key);
  if (renamed) return document.atKey(at, `${quote(key)} has another name now`, `write ${renamed}`);
  const known = keysOf(schemaAt(schema, path));
  const near = nearest(key, known);
  const suggestion = near
    ? `did you mean ${near}?`
    : (misplaced(schema, path, key) ??
      `known here: ${known.filter((name) => !/Ms$|^\$/.test(name)).join(', ')}`);
  return document.atKey(at, `unknown key ${quote(key)}`, suggestion);
}

function sectionOf(path: Path): string {
  if (path.length === 2 && path[0] === 'workloads') return 'workload';
  return String(path.findLast((part) => typeof part === 'string') ?? '');
}

/** A key that exists one level further down: `command` beside `process`, `cpu` beside `resources`. */
function misplaced(schema: z.ZodType, path: Path, key: string): string | undefined {
  for (const section of keysOf(schemaAt(schema, path))) {
    const below = keysOf(schemaAt(schema, [...path, section]));
    if (below.includes(key)) return `write it below ${section}`;
  }
  return undefined;
}

function schemaAt(schema: z.ZodType | undefined, path: Path): z.ZodType | undefined {
  let here = plain(schema);
  for (const part of path) {
    if (here instanceof z.ZodUnion) here = optionFor(here, typeof part === 'number' ? [] : {})?.schema;
    if (here instanceof z.ZodObject) here = plain(here.shape[String(part)] as z.ZodType | undefined);
    else if (here instanceof z.ZodRecord) here = plain(here.valueType as z.ZodType);
    else if (here instanceof z.ZodArray) here = plain(here.element as z.ZodType);
    else return undefined;
  }
  return here;
}

/** Of a union of one rule and a list of them, or a text in its place: what the value is meant to be. Other unions have messages of their own. */
function optionFor(
  schema: z.ZodType | undefined,
  value: unknown,
): { readonly schema: z.ZodType; readonly at: number } | undefined {
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const options = schema.options as readonly z.ZodType[];
  if (!options.some((option) => option instanceof z.ZodObject)) return undefined;
  const isText = typeof value === 'string' && options.some((option) => option instanceof z.ZodString);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const at = options.findIndex((option) => {
    if (isText || isMap) return option instanceof (isText ? z.ZodString : z.ZodObject);
    return option instanceof z.ZodArray === Array.isArray(value);
  });
  const option = options[at];
  return option && { schema: option, at };
}

function plain(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
}

function keysOf(of: z.ZodType | undefined): string[] {
  const schema = optionFor(of, {})?.schema ?? of;
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[part];
  }
  return here;
}

/** "command[1]" or "replicas", in quotes; "the file" for the whole. */
function label(path: Path): string {
  let text = '';
  for (const part of path) text = typeof part === 'number' ? `${text}[${part}]` : part;
  return path.length === 0 ? 'the file' : quote(text);
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return typeof value === 'string' ? quote(value) : String(value);
}

function either(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
