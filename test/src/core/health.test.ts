/** The state machine of health: by example, and by properties over arbitrary results. */
import {
  activeChecks,
  afterCheck,
  beginHealth,
  type CheckOutcome,
  type HealthCheck,
  type HealthMeaning,
  type HealthRule,
  type HealthState,
  type KnownHealth,
  UNREADY_AGAIN_MS,
  worthTelling,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';

function check(wish: Partial<HealthCheck> = {}): HealthCheck {
  const probe = { kind: 'tcp', port: 'http' } as const;
  return { probe, intervalMs: 1000, timeoutMs: 500, failures: 3, successes: 1, graceMs: 0, ...wish };
}

const BAD: CheckOutcome = { ok: false, message: 'refused' };
const OK: CheckOutcome = { ok: true };

/** "+" passes, "-" fails; each result counts for all that is active. */
function play(rule: HealthRule, results: string, state = beginHealth(rule), ageMs = 60_000) {
  let restart: string | undefined;
  for (const result of results) {
    for (const group of activeChecks(rule, state)) {
      const step = afterCheck(rule, state, group.meanings, result === '+' ? OK : BAD, ageMs);
      state = step.state;
      restart ??= step.restart;
    }
  }
  return { ready: state.ready, started: state.started, unready: state.unready, restart };
}

const cases: readonly [
  title: string,
  rule: HealthRule,
  results: string,
  end: Partial<ReturnType<typeof play>>,
][] = [
  ['ready at once where nothing is said', {}, '', { ready: true, started: true }],
  ['live alone: ready as soon as it runs', { live: check() }, '--', { ready: true, restart: undefined }],
  ['not ready before it passed', { ready: check() }, '', { ready: false, unready: '' }],
  ['the first failure says why', { ready: check() }, '-', { ready: false, unready: 'ready check: refused' }],
  ['two failures are not three', { ready: check() }, '+--', { ready: true, unready: '' }],
  ['three are', { ready: check() }, '+---', { ready: false, unready: 'ready check: refused' }],
  ['only in a row', { ready: check() }, '+--+--', { ready: true }],
  ['ready never restarts', { ready: check() }, '+---------', { restart: undefined }],
  ['back after so many successes', { ready: check({ successes: 2 }) }, '+---+', { ready: false }],
  ['and one more', { ready: check({ successes: 2 }) }, '+---++', { ready: true }],
  ['live restarts', { live: check() }, '+---', { restart: 'live check: refused' }],
  [
    'start gates',
    { start: check(), ready: check({ failures: 1 }), live: check({ failures: 1 }) },
    '--',
    { started: false, ready: false, restart: undefined },
  ],
  ['start restarts', { start: check() }, '---', { restart: 'start check: refused' }],
  ['start alone makes ready', { start: check() }, '--+', { ready: true, started: true }],
  ['ready follows start', { start: check(), ready: check() }, '+', { ready: false, started: true }],
];

for (const [title, rule, results, end] of cases) {
  test(title, (t) => t.like(play(rule, results), end));
}

test('within its grace a failure counts for nothing', (t) => {
  const rule = { live: check({ graceMs: 10_000, failures: 1 }) };
  t.is(play(rule, '-----', beginHealth(rule), 9_999).restart, undefined);
  t.is(play(rule, '-', beginHealth(rule), 10_000).restart, 'live check: refused');
});

test('the same check for two meanings is made once; another pace makes it two', (t) => {
  const rule = { start: check(), ready: check(), live: check({ failures: 9 }) };
  t.deepEqual(
    activeChecks(rule, { started: false }).map(({ meanings }) => meanings),
    [['start']],
  );
  t.deepEqual(
    activeChecks(rule, { started: true }).map(({ meanings }) => meanings),
    [['ready', 'live']],
  );
  const apart = { ready: check(), live: check({ intervalMs: 30_000 }) };
  t.deepEqual(
    activeChecks(apart, { started: true }).map(({ meanings }) => meanings),
    [['ready'], ['live']],
  );
});

test('what is steady is not told, and a new reason not too often', (t) => {
  const ready: KnownHealth = { started: true, ready: true, unready: '' };
  const because = (unready: string): KnownHealth => ({ started: true, ready: false, unready });
  t.false(worthTelling(ready, ready, 1e9));
  t.true(worthTelling(ready, because('a'), 0));
  t.true(worthTelling(because(''), because('a'), 0), 'the first reason');
  t.false(worthTelling(because('a'), because('a'), 1e9));
  t.false(worthTelling(because('a'), because('b'), UNREADY_AGAIN_MS - 1));
  t.true(worthTelling(because('a'), because('b'), UNREADY_AGAIN_MS));
});

const arbitraryCheck = fc
  .record({
    failures: fc.integer({ min: 1, max: 4 }),
    successes: fc.integer({ min: 1, max: 4 }),
    graceMs: fc.constantFrom(0, 5_000),
  })
  .map(check);
const arbitraryRule: fc.Arbitrary<HealthRule> = fc.record(
  { start: arbitraryCheck, ready: arbitraryCheck, live: arbitraryCheck },
  { requiredKeys: [] },
);
const known: fc.Arbitrary<KnownHealth | undefined> = fc.option(
  fc
    .record({ started: fc.boolean(), ready: fc.boolean(), unready: fc.constant('') })
    .filter((it) => it.started || !it.ready),
  { nil: undefined },
);

test('for any results: gated by start, turned by streaks only, restarted by streaks of start and live only', (t) => {
  fc.assert(
    fc.property(arbitraryRule, known, fc.array(fc.boolean(), { maxLength: 40 }), (rule, before, results) => {
      let state: HealthState = beginHealth(rule, before);
      // Reckoned apart, from what was said so far of each meaning.
      const history: Record<HealthMeaning, boolean[]> = { start: [], ready: [], live: [] };
      const last = (meaning: HealthMeaning, value: boolean, count: number) => {
        const tail = history[meaning].slice(-count);
        return tail.length === count && tail.every((it) => it === value);
      };
      results.forEach((ok, at) => {
        const ageMs = at * 1000;
        const was = state;
        const groups = activeChecks(rule, state);
        t.is(
          groups.some(({ meanings }) => meanings.includes('start')),
          !state.started && rule.start !== undefined,
        );
        for (const { meanings } of groups) {
          for (const meaning of meanings) {
            const check = rule[meaning] as HealthCheck;
            if (!ok && ageMs < check.graceMs) history[meaning] = [];
            else history[meaning].push(ok);
          }
          const { state: next, restart } = afterCheck(rule, state, meanings, ok ? OK : BAD, ageMs);
          const reasons = meanings.filter(
            (meaning) => meaning !== 'ready' && last(meaning, false, (rule[meaning] as HealthCheck).failures),
          );
          t.is(restart !== undefined, reasons.length > 0);
          state = next;
        }
        if (!was.ready && state.ready && rule.ready && was.started)
          t.true(last('ready', true, rule.ready.successes));
        if (was.ready && !state.ready) t.true(rule.ready && last('ready', false, rule.ready.failures));
        if (was.started) t.true(state.started, 'it does not fall back');
        if (!state.started) t.false(state.ready);
        if (state.ready) t.is(state.unready, '');
      });
    }),
  );
});
