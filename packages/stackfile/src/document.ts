/**
 * The text of a stack file as plain data, with the place of every key and value. Knows YAML (and JSON, which is a part
 * of it), nothing of stacks. Data holds own, checked keys only: "__proto__" and its like are refused, not stored.
 */
import { LIMITS } from '@berth/core';
import { Composer, isMap, isScalar, isSeq, type ParsedNode, type YAMLParseError } from 'yaml';
import { formatPath, orderIssues, type Path, printable, quote, type StackIssue } from './issue.js';
import { Lines } from './lines.js';
import { type RawIssue, readTokens } from './read-tokens.js';

/** Where a value begins, where its key does, and what stands below it. */
type Spot = {
  readonly offset: number;
  readonly keyOffset?: number;
  /** Numbers and booleans as they are written: 0123, 1.0, 8080. */
  readonly text?: string;
  readonly below: Map<string | number, Spot>;
};

export type StackDocument = {
  readonly value: unknown;
  /** An issue at the value of `path`; at the nearest one around it when there is none. */
  at(path: Path, message: string, suggestion?: string): StackIssue;
  /** The same at the key. */
  atKey(path: Path, message: string, suggestion?: string): StackIssue;
  /** The scalar at `path` as text, just as it is written; undefined when there is none. */
  textAt(path: Path): string | undefined;
};

export type Read =
  | { readonly document: StackDocument; readonly issues: readonly StackIssue[] }
  | { readonly document?: undefined; readonly issues: readonly StackIssue[] };

/** Issues may come along with a document that is worth checking further: a doubled key, say. */
export function readDocument(source: string): Read {
  const tooLong = refuseLength(source);
  if (tooLong) return { issues: [tooLong] };
  const lines = new Lines(source);
  const { tokens, issues } = readTokens(source);
  if (issues.length > 0) return { issues: place(issues, lines) };
  const composer = new Composer({ version: '1.2', merge: false, uniqueKeys: false });
  const [parsed] = composer.compose(tokens, true, source.length);
  if (!parsed) return { issues: place([EMPTY], lines) };
  if (parsed.errors.length > 0) return { issues: place(parsed.errors.map(syntaxIssue), lines) };
  if (parsed.contents === null || (isScalar(parsed.contents) && parsed.contents.value === null)) {
    return { issues: place([EMPTY], lines) };
  }
  const reader = new NodeReader(lines);
  const root = reader.read(parsed.contents, [], undefined);
  return { document: documentOf(root.value, root.spot, lines), issues: orderIssues(reader.issues) };
}

const EMPTY: RawIssue = {
  offset: 0,
  message: 'the file is empty',
  suggestion: 'a stack needs at least `stack: NAME` and `workloads:`',
};

/** Bytes of UTF-8, counted without encoding the text. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    bytes += unit < 0x800 ? 1 : 2;
    if (isPair) at++;
  }
  return bytes;
}

function refuseLength(source: string): StackIssue | undefined {
  const bytes = source.length > LIMITS.stackFileBytes ? source.length : utf8Bytes(source);
  if (bytes <= LIMITS.stackFileBytes) return undefined;
  const message = `the file is larger than ${LIMITS.stackFileBytes / 1024} KiB`;
  return { line: 1, column: 1, path: '', message, suggestion: 'split it into several stacks' };
}

function syntaxIssue(error: YAMLParseError): RawIssue {
  const [first = 'cannot be read'] = error.message.split('\n');
  const message = `not valid YAML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  const suggestion = SYNTAX_SUGGESTIONS[error.code];
  return { offset: error.pos[0], message, ...(suggestion && { suggestion }) };
}

const SYNTAX_SUGGESTIONS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'keys of one map begin in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'put a text that contains ": " in quotes',
  MISSING_CHAR: 'look for a missing colon, quote, comma or bracket here or on the line before',
  MULTILINE_IMPLICIT_KEY: 'a key needs a colon behind it, on the same line',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_SCALAR_START: 'put the text in quotes',
};

function place(issues: readonly RawIssue[], lines: Lines): readonly StackIssue[] {
  return orderIssues(
    issues.map(({ offset, message, suggestion }) => issueAt(lines, offset, '', message, suggestion)),
  );
}

function issueAt(
  lines: Lines,
  offset: number,
  path: string,
  message: string,
  suggestion?: string,
): StackIssue {
  return {
    ...lines.positionOf(offset),
    path: printable(path),
    message: printable(message),
    ...(suggestion && { suggestion: printable(suggestion) }),
  };
}

function documentOf(value: unknown, root: Spot, lines: Lines): StackDocument {
  const find = (path: Path): { spot: Spot; whole: boolean } => {
    let spot = root;
    for (const part of path) {
      const next = spot.below.get(part);
      if (!next) return { spot, whole: false };
      spot = next;
    }
    return { spot, whole: true };
  };
  const issue = (offset: number, path: Path, message: string, suggestion?: string) =>
    issueAt(lines, offset, formatPath(path), message, suggestion);
  return {
    value,
    at: (path, message, suggestion) => {
      const { spot, whole } = find(path);
      return issue(whole ? spot.offset : (spot.keyOffset ?? spot.offset), path, message, suggestion);
    },
    atKey: (path, message, suggestion) => {
      const { spot } = find(path);
      return issue(spot.keyOffset ?? spot.offset, path, message, suggestion);
    },
    textAt: (path) => {
      const { spot, whole } = find(path);
      return whole ? spot.text : undefined;
    },
  };
}

/** Keys that JavaScript gives a meaning of its own. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class NodeReader {
  readonly issues: StackIssue[] = [];
  readonly #lines: Lines;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  /** Recursion is bounded: readTokens let no deeper text through. */
  read(node: ParsedNode | null, path: Path, keyOffset: number | undefined): { value: unknown; spot: Spot } {
    const key = keyOffset === undefined ? {} : { keyOffset };
    const below: Spot['below'] = new Map();
    const offset = node?.range[0] ?? keyOffset ?? 0;
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const value: Record<string, unknown> = {};
      for (const pair of node.items) this.#readPair(pair, path, value, below);
      return { value, spot: { offset, ...key, below } };
    }
    if (isSeq<ParsedNode>(node)) {
      const value = node.items.map((item, at) => {
        const read = this.read(item, [...path, at], undefined);
        below.set(at, read.spot);
        return read.value;
      });
      return { value, spot: { offset, ...key, below } };
    }
    const value: unknown = isScalar(node) ? node.value : null;
    // An empty value has no place of its own.
    const spot = { offset: value === null ? (keyOffset ?? offset) : offset, ...key, below };
    if (typeof value === 'string') return { value, spot: { ...spot, text: value } };
    if (value === null) return { value, spot };
    return { value, spot: { ...spot, text: (isScalar(node) && node.source) || String(value) } };
  }

  #readPair(
    pair: { readonly key: ParsedNode | null; readonly value: ParsedNode | null },
    path: Path,
    value: Record<string, unknown>,
    below: Spot['below'],
  ): void {
    const offset = pair.key?.range[0] ?? pair.value?.range[0] ?? 0;
    const key = keyOf(pair.key);
    if (key === undefined) {
      this.#refuse(offset, path, 'a key has to be a plain text', 'write KEY: VALUE');
    } else if (FORBIDDEN_KEYS.has(key)) {
      this.#refuse(offset, [...path, key], `the key ${quote(key)} is not allowed`, 'choose another name');
    } else if (Object.hasOwn(value, key)) {
      this.#refuse(
        offset,
        [...path, key],
        `the key ${quote(key)} stands here twice`,
        'remove one of the two',
      );
    } else {
      const read = this.read(pair.value, [...path, key], offset);
      value[key] = read.value;
      below.set(key, read.spot);
    }
  }

  #refuse(offset: number, path: Path, message: string, suggestion: string): void {
    this.issues.push(issueAt(this.#lines, offset, formatPath(path), message, suggestion));
  }
}

function keyOf(node: ParsedNode | null): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
