/**
 * What holds for every driver, whatever runs in it. A subject runs scripts of a POSIX shell as replica 0 of shop/web in
 * folders of its own.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
import type { Driver, RunExit, RunHandle } from '@berth/agent';
import { BerthError, type ExecWish, type PlacementId } from '@berth/core';
import type { ExecutionContext, TestFn } from 'ava';
import { type RunWish, runRequest } from '../agent/driver-fixture.js';

export type DriverSubject = {
  readonly driver: Driver;
  /** `command` as it is for this driver, or a script. */
  script(text: string, wish?: RunWish): Promise<RunHandle>;
  end(handle: RunHandle): Promise<RunExit>;
  stop(handle: RunHandle, options?: { readonly signal?: string; readonly graceMs?: number }): Promise<void>;
  output(placement?: PlacementId): Promise<string>;
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** A second driver in the same place: that of the next agent. */
  next(): Promise<Driver>;
  /** Whether anything of the run is alive. */
  isAlive(handle: RunHandle): Promise<boolean>;
};

const LOOP = 'while :; do sleep 0.1; done';
const { placement } = runRequest([]);

export function driverConformance(
  test: TestFn,
  name: string,
  open: (t: ExecutionContext) => Promise<DriverSubject>,
): void {
  const law = (title: string, check: (t: ExecutionContext, subject: DriverSubject) => Promise<void>) =>
    test.serial(`${name}: ${title}`, async (t) => check(t, await open(t)));

  for (const [script, exitCode, message] of [
    ['exit 0', 0, 'exited with code 0'],
    ['exit 7', 7, 'exited with code 7'],
  ] as const) {
    law(
      `a run that does "${script}" ends with ${exitCode}, and all that it said is there`,
      async (t, subject) => {
        const handle = await subject.script(`echo out; echo err >&2; ${script}`);
        t.deepEqual(await subject.end(handle), { exitCode, message });
        t.deepEqual((await subject.output()).split('\n').sort(), ['', 'err', 'out'], 'and nothing else');
        t.deepEqual(await subject.end(handle), { exitCode, message }, 'asked again, the same');
      },
    );
  }

  law('a handle is plain JSON and works after a journey through text', async (t, subject) => {
    const handle = await subject.script('exit 3');
    t.is((await subject.end(JSON.parse(JSON.stringify(handle)) as RunHandle)).exitCode, 3);
  });

  law('waiting is over when nobody wants to know any more, and the run goes on', async (t, subject) => {
    const handle = await subject.script(LOOP);
    const abort = new AbortController();
    const end = subject.driver.wait(handle, abort.signal);
    abort.abort();
    await t.throwsAsync(end, { instanceOf: BerthError, code: 'shutting_down' });
    t.true(await subject.isAlive(handle));
  });

  law('a stop is a signal, and time to end well', async (t, subject) => {
    const handle = await subject.script(`trap "echo tidying; exit 5" TERM; echo ready; ${LOOP}`);
    const end = subject.end(handle);
    await subject.says(/ready/);
    await subject.stop(handle, { graceMs: 60_000 });
    t.deepEqual(await end, { exitCode: 5, message: 'exited with code 5' });
    t.regex(await subject.output(), /tidying/);
  });

  law('what ignores the signal is gone after the grace, with all of its children', async (t, subject) => {
    const handle = await subject.script(`trap "" TERM; (trap "" TERM; ${LOOP}) & echo ready; ${LOOP}`);
    const end = subject.end(handle);
    await subject.says(/ready/);
    await subject.stop(handle, { graceMs: 300 });
    t.deepEqual(await end, { exitCode: 137, message: 'killed by SIGKILL' });
    t.false(await subject.isAlive(handle));
  });

  law('a stop of what has ended, and a second one, do nothing', async (t, subject) => {
    const handle = await subject.script('exit 0');
    await subject.end(handle);
    await subject.stop(handle);
    await subject.stop(handle);
    t.is((await subject.end(handle)).exitCode, 0);
  });

  law('a run goes on without its driver, and the next one hears of its end', async (t, subject) => {
    const handle = await subject.script(`trap "exit 6" TERM; echo one; ${LOOP}`);
    void subject.end(handle).catch(() => undefined);
    await subject.says(/one/);
    const next = await subject.next();
    t.deepEqual(await next.find(placement, 0), handle, 'in doubt: it is the same run');
    t.true(((await next.ageMs?.(handle)) ?? 0) >= 0);
    const end = next.wait(handle, new AbortController().signal);
    await next.stop(handle, { signal: 'SIGTERM', graceMs: 60_000 });
    t.is((await end).exitCode, 6);
  });

  law('in doubt: what ended meanwhile is found, and how; what never began is not', async (t, subject) => {
    const handle = await subject.script('exit 9');
    await subject.end(handle);
    const next = await subject.next();
    const found = await next.find(placement, 0);
    t.like(found, { driver: handle.driver, attempt: 0 });
    t.is((await next.wait(found as RunHandle, new AbortController().signal)).exitCode, 9);
    t.is(await next.find(placement, 1), undefined);
    t.is(await next.find(runRequest([], { replica: 5 }).placement, 0), undefined);
  });

  law('the next attempt is another run, and both of their outputs stay', async (t, subject) => {
    const first = await subject.script('echo first');
    await subject.end(first);
    const second = await subject.script('echo second', { attempt: 1 });
    await subject.end(second);
    t.notDeepEqual(first, second);
    t.is(await subject.output(), 'first\nsecond\n');
  });

  law('it is told its name, its place and its ports', async (t, subject) => {
    const handle = await subject.script(
      'echo "$BERTH_NODE $BERTH_SITE $BERTH_WORKLOAD $BERTH_REPLICA $BERTH_PORT_HTTP $PORT $WHERE"',
      { env: { WHERE: '${node.id}:${port.http} $${HOME}' }, claim: { ports: { http: 28_765 } } },
    );
    await subject.end(handle);
    t.is(await subject.output(), 'a melbourne shop/web 0 28765 28765 a:28765 ${HOME}\n');
  });

  law('it is killed when it takes more memory than it has, and that is said', async (t, subject) => {
    const handle = await subject.script('tail /dev/zero; exit $?', { memoryMiB: 32 });
    const { exitCode, message } = await subject.end(handle);
    t.is(exitCode, 137);
    t.regex(message, /out of memory/);
    t.regex(message, /raise resources.memory/);
  });

  law('a command beside it has an end of its own', async (t, subject) => {
    const handle = await subject.script(`echo ready; ${LOOP}`);
    void subject.end(handle).catch(() => undefined);
    await subject.says(/ready/);
    const request = runRequest([]);
    const ask = (text: string, signal = new AbortController().signal) =>
      subject.driver.execute?.(
        handle,
        { request, command: ['/bin/sh', '-c', text], timeoutMs: 60_000 },
        signal,
      );
    t.deepEqual(await ask('echo beside; exit 4'), { exitCode: 4, output: 'beside\n' });
    const abort = new AbortController();
    const long = ask('echo begun; exec sleep 1000', abort.signal);
    await new Promise((resolve) => setTimeout(resolve, 500));
    abort.abort();
    t.is((await long)?.exitCode, 137, 'killed after the signal');
    t.true(await subject.isAlive(handle), 'and the run is not');
  });

  law(
    'somebody reaches in: what goes in and comes out, apart or on a terminal, and nothing is left',
    async (t, subject) => {
      const handle = await subject.script(`echo ready; ${LOOP}`);
      void subject.end(handle).catch(() => undefined);
      await subject.says(/ready/);
      const alive = new AbortController().signal;
      const first = await attached(subject, handle, 'cat; echo "no $0 ${x}" >&2; exit 6', {}, alive);
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
      await first.write(bytes);
      first.endInput();
      t.is(await first.ended, 6);
      t.true(Buffer.concat(first.said.out).equals(bytes), 'clean, and its end passes');
      t.is(Buffer.concat(first.said.err).toString(), 'no /bin/sh \n');

      const terminal = { columns: 90, rows: 30 };
      const text = 'trap "exit 9" INT; [ -t 0 ] && [ -t 1 ] && echo on a $TERM; while :; do sleep 0.1; done';
      const second = await attached(subject, handle, text, { terminal, term: 'vt100' }, alive);
      while (!/on a vt100\r\n/.test(Buffer.concat(second.said.out).toString())) await soon();
      await second.write(Buffer.from('\u0003'));
      t.is(await second.ended, 9, 'Ctrl-C is a key');

      const leaving = new AbortController();
      // Of this test alone, on a host with others.
      const seconds = `10${process.pid}`;
      const deaf = `trap "" HUP; echo begun; sleep ${seconds}7 & sleep ${seconds}7`;
      const third = await attached(subject, handle, deaf, {}, leaving.signal);
      while (third.said.out.length === 0) await soon();
      leaving.abort();
      await third.ended;
      const look = `cat /proc/[0-9]*/cmdline 2>/dev/null | grep -c "${seconds}[7]"`;
      const fourth = await attached(subject, handle, look, {}, alive);
      await fourth.ended;
      t.is(Buffer.concat(fourth.said.out).toString().trim(), '0', 'nothing of it is left');
      t.true(await subject.isAlive(handle), 'the run goes on');
    },
  );

  law('after it is removed nothing is there', async (t, subject) => {
    const handle = await subject.script('echo gone; exit 0');
    await subject.end(handle);
    await subject.driver.remove(placement);
    t.is(await subject.output(), '');
    t.is(await subject.driver.find(placement, 0), undefined);
    await subject.driver.remove(placement);
  });
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

async function attached(
  { driver }: DriverSubject,
  handle: RunHandle,
  text: string,
  wish: Partial<ExecWish>,
  signal: AbortSignal,
) {
  const said = { out: [] as Uint8Array[], err: [] as Uint8Array[] };
  const request = {
    request: runRequest([]),
    wish: { command: ['/bin/sh', '-c', text], input: true, term: '', ...wish },
    onOutput: async (data: Uint8Array, isError: boolean) => void said[isError ? 'err' : 'out'].push(data),
  };
  if (!driver.attach) throw new Error('this driver runs no commands for people');
  return { said, ...(await driver.attach(handle, request, signal)) };
}
