/** Moves in a maintenance window only: what one is, and `berth rebalance` that waits for it and stops when it is over. */
import { createProgram, type Effects } from '@berth/cli';
import type { RebalanceView } from '@berth/core';
import { readWindow, type Window } from '@berth/stackfile';
import test from 'ava';
import { VirtualClock } from '../transport/virtual-clock.js';

const HOUR = 3_600_000;
/** Of 1970, where the clock of these tests begins: a Saturday, 02:00 in Berlin. */
const SATURDAY = Date.UTC(1970, 0, 3, 1);
const WEEKLY = '0 2 * * 6/3h Europe/Berlin';

function windowOf(text: string): Window {
  const window = readWindow(text);
  if ('error' in window) throw new Error(window.error);
  return window;
}

test('a window is open for so long from each time of its cron, in its time zone', (t) => {
  const weekly = windowOf(WEEKLY);
  t.deepEqual(weekly.at(SATURDAY - 1), { isOpen: false, untilMs: SATURDAY });
  t.deepEqual(weekly.at(SATURDAY), { isOpen: true, untilMs: SATURDAY + 3 * HOUR });
  t.true(weekly.at(SATURDAY + 3 * HOUR - 1).isOpen);
  t.deepEqual(weekly.at(SATURDAY + 3 * HOUR), { isOpen: false, untilMs: SATURDAY + 7 * 24 * HOUR });
  t.is(windowOf('*/10 * * * */5m').timeZone, 'UTC');
  t.true(windowOf('* * * * */1m').at(SATURDAY).isOpen, 'one after the other');
});

for (const [text, wrong] of [
  ['nightly', /^is no window; write CRON\/DURATION/],
  ['0 2 * * 6', /^is no window/],
  ['0 2 * */3h', /no cron expression/],
  ['0 2 * * 6/3h Europe/Berlim', /no time zone; did you mean Europe\/Berlin\?/],
  ['0 2 * * 6/0s', /is no window of 0s/],
  ['0 2 * * 6/30d', /is no window of 30d/],
] as const) {
  test(`no window: ${text}`, (t) => {
    const read = readWindow(text);
    t.regex('error' in read ? read.error : '', wrong);
  });
}

const move = (placement: string) => ({ placement, workload: 'shop/web', from: 'a', to: 'b' }) as never;
const figures = { emptyNodes: 0, wholeDevices: 0, largestDevices: 0, typicalFit: 0 };
const packing = { ...figures, largestCpuMillis: 0, largestMemoryMiB: 0 };
const PLAN: RebalanceView = {
  ...{ index: 1, movesMax: 2, moves: [move('shop/web/0.1'), move('shop/web/1.2')] },
  ...{ before: packing, after: packing, placeable: [], disruption: [] },
};

test('berth rebalance waits for its window, makes its plan then, and begins no move when it is over', async (t) => {
  const clock = new VirtualClock();
  clock.advance(SATURDAY - 2 * HOUR);
  const said: string[] = [];
  const client = {
    rebalance: async () => {
      said.push(`planned at ${clock.nowMs()}`);
      return PLAN;
    },
    info: async () => ({ index: 1 }),
    move: async ({ placement }: { placement: string }) => {
      said.push(`moves ${placement}`);
      // The first one takes all night.
      clock.advance(3 * HOUR);
      return { replacement: `${placement}0` };
    },
    getPlacement: async (id: string) => ({
      placement: id.endsWith('0') ? { observed: 'running', desired: 'running' } : { observed: 'stopped' },
    }),
    close: () => {},
  };
  const effects = {
    ...{ clock, columns: 80, colour: false, userName: 'tester', defaultAddress: 'there:1' },
    signal: new AbortController().signal,
    out: () => {},
    err: (text: string) => said.push(text.trim()),
    connect: () => client,
  } as unknown as Effects;
  const settings = { effects, version: '', demoFile: '', defaultData: '', exit: () => {} };
  const program = createProgram(settings);
  const done = program.parseAsync(['rebalance', '--apply', '--window', WEEKLY], { from: 'user' });
  const refused = t.throwsAsync(done);
  while (clock.nowMs() < SATURDAY) {
    clock.advance(Math.min(clock.nextInMs, HOUR));
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.regex(
    (await refused)?.message ?? '',
    /stopped after 1 of 2 moves: its window is over; `berth rebalance` makes/,
  );
  t.deepEqual(said, [
    'waits until 1970-01-03 02:00 Europe/Berlin, when its window opens; Ctrl-C ends it',
    `planned at ${SATURDAY}`,
    'moves shop/web/0.1',
  ]);
});
