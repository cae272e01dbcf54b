// Runs the tests and ends with the line "N passed, N failed". Arguments are passed on to ava: files, --match, ... Without
// any, all tests run, as whole-run.mjs says.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './program.mjs';
import { bringTogether } from './whole-run.mjs';

const args = process.argv.slice(2);
const isWhole = args.length === 0;
if (isWhole) bringTogether();

const counts = { passed: 0, failed: 0 };
const failures = [];
let file = '';

const child = spawn(process.execPath, [join(ROOT, 'scripts', 'ava.mjs'), '--tap', ...args], {
  cwd: ROOT,
  env: { ...process.env, ...(isWhole && { BERTH_WHOLE_RUN: '1' }) },
  stdio: ['ignore', 'pipe', 'inherit'],
});

// TAP: "ok 1 - file › title" or "not ok 2 - ...", then indented details of a failure.
createInterface({ input: child.stdout }).on('line', (line) => {
  const result = /^(not ok|ok) \d+ - (.*?)(?: # (SKIP|TODO).*)?$/.exec(line);
  if (result) {
    const [, verdict, title, directive] = result;
    // A test that is skipped is a test that is missing: it counts as failed.
    const passed = verdict === 'ok' && directive === undefined;
    counts[passed ? 'passed' : 'failed']++;
    progress(title);
    if (!passed) failures.push([`not ok: ${title}${directive ? ` (${directive})` : ''}`]);
    if (!passed) process.stdout.write(`not ok: ${title}\n`);
  } else if (/^\s/.test(line) && failures.length > 0) {
    failures.at(-1).push(inSources(line));
  }
});

/** A line of a failure, with places in compiled files as places in the sources: a whole run does without source maps. */
function inSources(line) {
  return line.replace(
    /(?:file:\/\/)?([\w@./-]+\/dist\/[\w./-]+\.js):(\d+):(\d+)/g,
    (whole, path, row, column) => {
      const file = resolve(ROOT, path);
      try {
        const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
        const { originalSource, originalLine, originalColumn } = map.findEntry(row - 1, column - 1);
        const source = relative(ROOT, resolve(dirname(file), originalSource));
        return `${source}:${originalLine + 1}:${originalColumn + 1}`;
      } catch {
        return whole;
      }
    },
  );
}

function progress(title) {
  const next = title.split(' › ').slice(0, -1).join(' › ');
  if (next === file) return;
  file = next;
  process.stdout.write(`${String(counts.passed + counts.failed).padStart(5)}  ${file}\n`);
}

child.on('close', (code) => {
  for (const lines of failures) process.stdout.write(`\n${lines.join('\n')}\n`);
  if (code !== 0 && counts.failed === 0) {
    process.stdout.write('\nava ended with an error although no test failed: see above\n');
    counts.failed++;
  }
  if (counts.passed === 0 && counts.failed === 0) {
    process.stdout.write('\nno test ran\n');
    counts.failed++;
  }
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
});
