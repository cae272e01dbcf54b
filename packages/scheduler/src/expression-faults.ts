/** The CEL library's errors as one line each: what, where, what to do. */
import { nearest } from '@berth/core';
import { EvaluationError, ParseError, TypeError as TypeFault } from '@marcbachmann/cel-js';
import { DEVICE_FIELDS } from './cel-environment.js';
import type { Fault } from './expression-rules.js';

const ADVICE: Readonly<Record<string, string>> = {
  no_such_overload: "compare like with like: 'text' in quotes, numbers without",
  no_matching_overload: 'check what the function is called on, and its arguments',
  cannot_index_type: 'only labels, attributes, capacity and devices have something inside',
  unterminated_string: 'close the quote',
  newline_in_string: 'close the quote',
  limit_exceeded: 'split it into several expressions',
  unexpected_token: "write a comparison, e.g. node.arch == 'arm64'",
};

const OTHERWISE = 'see the CEL language definition';

/** What a thrown error means; `at` is -1 when the library does not say where. */
export function faultOfLibrary(thrown: unknown): Fault {
  if (!isCelError(thrown)) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown);
    return { problem, at: -1, advice: OTHERWISE };
  }
  const { code, range, summary } = thrown;
  return { problem: summary ?? thrown.message, at: range?.start ?? -1, advice: advise(code, summary) };
}

function isCelError(thrown: unknown): thrown is ParseError | EvaluationError | TypeFault {
  return thrown instanceof ParseError || thrown instanceof EvaluationError || thrown instanceof TypeFault;
}

function advise(code: string, summary: string): string {
  if (code === 'unexpected_character' && summary.endsWith(': =')) return 'compare with ==';
  if (code === 'unexpected_character' && /: [&|]$/.test(summary)) return 'and is &&, or is ||';
  if (code !== 'no_such_key') return ADVICE[code] ?? OTHERWISE;
  const fields = Object.keys(DEVICE_FIELDS);
  const meant = nearest(summary.replace('No such key: ', ''), fields);
  return meant ? `did you mean ${meant}?` : `a device has ${fields.join(', ')}`;
}

/** "Unexpected character: = at character 11: compare with ==". */
export function line({ problem, at, advice }: Fault, source: string): string {
  const place = at < 0 ? '' : at >= source.length ? ' at the end' : ` at character ${at + 1}`;
  return `${onOneLine(problem)}${place}: ${advice}`;
}

/** Text of the expression stands in messages: neither line ends nor control characters may. */
function onOneLine(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
