/** Reads the Test Anything Protocol as ava writes it, line by line. */

/**
 * Feed it lines; it calls `onTest({ file, title, outcome, details })` when a test's lines are complete. `outcome` is
 * "passed", "failed", "skipped" or "todo"; `details` are the lines that belong to a failure.
 */
export class TapReader {
  #onTest;
  #pending;
  /** True once the closing "1..N" has come: a run that was cut off has none. */
  finished = false;

  constructor(onTest) {
    this.#onTest = onTest;
  }

  line(text) {
    const match = /^(not )?ok \d+(?: - (.*))?$/.exec(text);
    if (match) {
      this.#flush();
      this.#pending = testOf(match[1] !== undefined, match[2] ?? '');
    } else if (/^1\.\.\d+/.test(text)) {
      this.#flush();
      this.finished = true;
    } else if (this.#pending && text !== '') {
      this.#pending.details.push(text);
    }
  }

  end() {
    this.#flush();
  }

  #flush() {
    if (this.#pending) this.#onTest(this.#pending);
    this.#pending = undefined;
  }
}

function testOf(isNot, text) {
  const directive = / # (SKIP|TODO)\b.*$/i.exec(text);
  const name = directive ? text.slice(0, directive.index) : text;
  // "folder › file › title"; a run of one file has the title only.
  const parts = name.split(' › ');
  const title = parts.pop();
  const kind = directive?.[1]?.toUpperCase();
  const outcome = kind === 'SKIP' ? 'skipped' : kind === 'TODO' ? 'todo' : isNot ? 'failed' : 'passed';
  return { file: parts.join('/'), title, outcome, details: [] };
}
