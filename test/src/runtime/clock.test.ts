import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sleep, systemClock, systemIds, systemRandom } from '@berth/runtime';
import test from 'ava';

test('the monotonic clock does not go back, and a timer is not early', async (t) => {
  const clock = systemClock();
  const before = clock.monotonicMs();
  await sleep(clock, 20);
  // Timers count whole milliseconds, the clock does not.
  t.true(clock.monotonicMs() - before >= 19);
});

test('a timer that is cancelled does not fire, one beyond what Node.js can hold does not fire at once', async (t) => {
  const clock = systemClock();
  const fired: string[] = [];
  clock.schedule(1, () => fired.push('cancelled'))();
  const cancel = clock.schedule(2 ** 31 + 1000, () => fired.push('far'));
  await sleep(clock, 30);
  cancel();
  t.deepEqual(fired, []);
});

test('sleep ends with its signal', async (t) => {
  const abort = new AbortController();
  const sleeping = sleep(systemClock(), 3_600_000, abort.signal);
  abort.abort();
  await t.notThrowsAsync(sleeping);
  await t.notThrowsAsync(sleep(systemClock(), 3_600_000, AbortSignal.abort()));
});

test('ids are unique, of one form, and sort by age', async (t) => {
  const ids = systemIds();
  const many = Array.from({ length: 10_000 }, () => ids.next('lgr'));
  t.is(new Set(many).size, many.length);
  for (const id of many.slice(0, 100)) t.regex(id, /^lgr-[0-9a-hjkmnp-tv-z]{21}$/);
  await sleep(systemClock(), 5);
  t.true(ids.next('lgr') > (many[0] ?? ''));
});

test('chance is in [0, 1) and not always the same', (t) => {
  const random = systemRandom();
  const drawn = Array.from({ length: 100 }, () => random.next());
  t.true(drawn.every((value) => value >= 0 && value < 1));
  t.true(new Set(drawn).size > 90);
});

test('signals reach their handler until it is disposed of', async (t) => {
  const door = import.meta.resolve('@berth/runtime');
  const program = `
    import { onSignals } from '${door}';
    const stop = onSignals(['SIGUSR2', 'SIGTERM'], (signal) => {
      console.log(signal);
      if (signal === 'SIGTERM') { stop(); clearInterval(idle); console.log(process.listenerCount('SIGTERM')); }
    });
    const idle = setInterval(() => {}, 60_000);
    console.log('ready');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let out = '';
  const said = async (text: string) => {
    while (!out.includes(text)) out += String((await once(child.stdout, 'data'))[0]);
  };
  await said('ready');
  child.kill('SIGUSR2');
  await said('SIGUSR2');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await said('0\n');
  t.deepEqual(await ended, [0, null]);
});
