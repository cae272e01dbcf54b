/** When copies on a schedule are due: both switches of a time zone, what came while nobody looked, and what cannot be read. */
import { DueTimes } from '@berth/agent/testing';
import { type Due, LIMITS, type Schedule, timeText } from '@berth/core';
import test from 'ava';
import { workload } from '../core/cluster-fixture.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function schedule(cron: string, timeZone = 'Europe/Berlin'): Schedule {
  return { cron, timeZone, overlap: 'skip', catchUp: 'none' };
}

/** What is due at `nowMs`, where all before `doneMs` is dealt with. */
function due(of: Schedule, doneMs: number, nowMs: number): Due {
  const times = new DueTimes({ nowMs: () => nowMs, monotonicMs: () => 1_000 });
  const { run } = workload({ kind: 'batch', schedule: of });
  const found = times.of({ run, timetable: { doneMs } });
  if (!found) throw new Error('no schedule');
  return found;
}

/** One after the other, as somebody sees them who always looks in time. */
function timesBetween(of: Schedule, fromMs: number, untilMs: number): number[] {
  const found: number[] = [];
  for (let ms = fromMs; ; ) {
    const { nextMs } = due(of, ms, ms);
    if (nextMs === undefined || nextMs > untilMs) return found;
    if (nextMs <= ms) throw new Error(`${nextMs} comes after ${ms}`);
    found.push(nextMs);
    ms = nextMs;
  }
}

const utc = (ms: number) => new Date(ms).toISOString().slice(5, 16);
const berlin = (ms: number) => timeText(ms, 'Europe/Berlin').slice(5);

test('in spring an hour is not there: what is due in it comes right after', (t) => {
  const [from, until] = [Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30, 12)];
  t.deepEqual(timesBetween(schedule('30 2 * * *'), from, until).map(berlin), ['03-29 03:00', '03-30 02:30']);
  const hourly = timesBetween(schedule('0 * * * *'), Date.UTC(2026, 2, 29), Date.UTC(2026, 2, 29, 3));
  t.deepEqual(hourly.map(berlin), ['03-29 03:00', '03-29 04:00', '03-29 05:00'], 'every hour that there is');
});

test('in autumn an hour is there twice: what is due at a time of day comes once', (t) => {
  const [from, until] = [Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 26, 12)];
  t.deepEqual(timesBetween(schedule('30 2 * * *'), from, until).map(utc), ['10-25T00:30', '10-26T01:30']);
  const often = timesBetween(schedule('*/15 * * * *'), Date.UTC(2026, 9, 24, 23), Date.UTC(2026, 9, 25, 4));
  t.is(often.length, 20, 'what is due all the time goes on through both of them');
  t.deepEqual(
    often.map((ms, at) => ms - (often[at - 1] ?? ms - 15 * MINUTE)),
    often.map(() => 15 * MINUTE),
  );
});

test('each time is later than the one before, through a whole year', (t) => {
  const from = Date.UTC(2026, 0, 1);
  // The strangest of them: half an hour is there twice.
  const daily = schedule('45 1 * * *', 'Australia/Lord_Howe');
  t.is(timesBetween(daily, from, from + 365 * DAY).length, 365);
});

test('for what came while nobody looked the last one counts, however many there are', (t) => {
  const noon = Date.UTC(2026, 11, 1, 12);
  const hourly = schedule('0 * * * *');
  t.deepEqual(due(hourly, noon, noon + 90 * MINUTE).latest, { atMs: noon + HOUR, count: 1 });
  t.deepEqual(due(hourly, noon, noon + 5 * HOUR).latest, { atMs: noon + 5 * HOUR, count: 5 });
  const everySecond = schedule('* * * * * *');
  t.deepEqual(due(everySecond, noon, noon + 400 * DAY + 700), {
    ...{ nowMs: noon + 400 * DAY + 700, nextMs: noon + 400 * DAY + 1000, lookAtMs: 1_300 },
    latest: { atMs: noon + 400 * DAY, count: LIMITS.dueTimesCounted },
  });
  const morning = due(schedule('0-30 3 * * *'), noon, noon + 40 * DAY);
  t.is(berlin(morning.latest?.atMs ?? 0), '01-10 03:30');
});

test('between due times it looks at the clock, and a clock that was set back is waited for', (t) => {
  const noon = Date.UTC(2026, 11, 1, 12);
  const daily = schedule('0 3 * * *');
  t.is(due(daily, noon, noon).lookAtMs, 1_000 + LIMITS.scheduleLookMs);
  const three = Date.UTC(2026, 11, 2, 2);
  t.is(due(daily, noon, three - 200).lookAtMs, 1_200);
  t.is(due(daily, three, three - 5 * HOUR).latest, undefined);
  t.is(due(daily, three, three - 5 * HOUR).nextMs, three + DAY, 'what was begun does not come again');
  t.is(due(daily, three + 400 * DAY, noon).nextMs, three, 'unless that clock was quite wrong');
});

test('what cannot be read is told', (t) => {
  const noon = Date.UTC(2026, 11, 1, 12);
  t.regex(
    due(schedule('0 3 * * *', 'Nowhere/Land'), noon, noon).fault ?? '',
    /"0 3 \* \* \*" in Nowhere\/Land: /,
  );
  t.regex(due(schedule('0 99 * * *'), noon, noon).fault ?? '', /"0 99 \* \* \*"/);
});
