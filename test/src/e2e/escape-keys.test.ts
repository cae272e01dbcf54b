/** The way out of a terminal session: "~." at the beginning of a line, however the keys come. */
import { EscapeKeys } from '@berth/cli';
import test from 'ava';

/** What is sent of keys that come in these parts, and whether that was the end. */
function typed(...parts: string[]): { sent: string; isOver: boolean } {
  const keys = new EscapeKeys();
  let sent = '';
  for (const part of parts) {
    const { data, isOver } = keys.pressed(Buffer.from(part));
    sent += Buffer.from(data).toString();
    if (isOver) return { sent, isOver };
  }
  return { sent, isOver: false };
}

for (const [parts, sent, isOver] of [
  [['~.'], '', true],
  [['ls\r~', '.'], 'ls\r', true],
  [['ls\r', '~.rest'], 'ls\r', true],
  [['cd ~.\r'], 'cd ~.\r', false],
  [['~', '~.x'], '~.x', false],
  [['~a~.'], '~a~.', false],
  [['~\r~.'], '~\r', true],
] as const) {
  test(`keys ${JSON.stringify(parts)}`, (t) => {
    t.deepEqual(typed(...parts), { sent, isOver });
  });
}
