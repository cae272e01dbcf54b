/** What is wrong with a stack file, where, and what to write instead. */

/** Keys and list positions from the top of the file, e.g. ["workloads", "web", "process", "command", 0]. */
export type Path = readonly (string | number)[];

export type StackIssue = {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** "workloads.web.process.command[0]"; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What to do, without a full stop. */
  readonly suggestion?: string;
};

/** More than this many are not reported: the first ones are usually the cause of the others. */
export const ISSUES_MAX = 20;

/** "FILE:LINE:COL: message; suggestion". */
export function formatIssue(issue: StackIssue, fileName: string): string {
  const suggestion = issue.suggestion === undefined ? '' : `; ${issue.suggestion}`;
  return `${fileName}:${issue.line}:${issue.column}: ${issue.message}${suggestion}`;
}

/** In the order of the file, bounded, each place and message once. */
export function orderIssues(issues: readonly StackIssue[]): readonly StackIssue[] {
  const seen = new Set<string>();
  return [...issues]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .filter((issue) => {
      const key = `${issue.line}:${issue.column}:${issue.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, ISSUES_MAX);
}

export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (PLAIN_KEY.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${quote(part)}]`;
  }
  return text;
}

const PLAIN_KEY = /^[A-Za-z_$][-\w$]{0,99}$/;

/** Text of the file as it may stand in a message: one line, bounded, quoted. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}...` : text);
}

const QUOTE_MAX = 60;

/** One line that may go to a terminal: no controls, no invisible or reordering characters, and not endless. */
export function printable(text: string): string {
  const line = text.replace(UNPRINTABLE, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
  return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}...` : line;
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LINE_MAX = 400;
