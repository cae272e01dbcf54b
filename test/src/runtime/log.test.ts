import { createLog } from '@berth/runtime';
import test from 'ava';

function logOf(level: 'debug' | 'warn', json: boolean) {
  const lines: string[] = [];
  const log = createLog({ level, json, write: (line) => lines.push(line), nowMs: () => 1_700_000_000_000 });
  return { log, lines };
}

test('a line for people', (t) => {
  const { log, lines } = logOf('debug', false);
  log.info('agent started', { node: 'a-1', note: 'two words', count: 3, list: [1], gone: undefined });
  t.deepEqual(lines, [
    '2023-11-14T22:13:20.000Z info  agent started node=a-1 note="two words" count=3 list=[1]\n',
  ]);
});

test('a line for programs', (t) => {
  const { log, lines } = logOf('debug', true);
  log.warn('full', { bytes: 3n, why: new Error('no room'), level: 'mine' });
  t.deepEqual(JSON.parse(lines[0] ?? ''), {
    time: '2023-11-14T22:13:20.000Z',
    level: 'warn',
    message: 'full',
    bytes: '3',
    why: 'no room',
    level_: 'mine',
  });
});

test('lower levels are left out', (t) => {
  const { log, lines } = logOf('warn', false);
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  t.is(lines.length, 2);
});

for (const json of [false, true]) {
  test(`one message is one line, whatever is in it (${json ? 'JSON' : 'text'})`, (t) => {
    const { log, lines } = logOf('debug', json);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    log.error('a\nb\u001b[31m', { text: 'x\ny', ci: circle, error: new Error('c\nd') });
    t.is(lines.length, 1);
    t.regex(lines[0] ?? '', /^\P{Cc}*\n$/u);
  });
}
