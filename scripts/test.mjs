// Runs the tests and ends with the line "N passed, N failed". Arguments are passed on to ava: files, --match, ...
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const counts = { passed: 0, failed: 0 };
const failures = [];
let file = '';

const child = spawn(join(ROOT, 'node_modules', '.bin', 'ava'), ['--tap', ...process.argv.slice(2)], {
  cwd: ROOT,
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
    failures.at(-1).push(line);
  }
});

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
