/** `berth logs` and `berth exec` on a real cluster: real processes, a real terminal, both carriers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type ExecIn, type ExecOut, followLogs, type LogOutput } from '@berth/client';
import { systemClock } from '@berth/runtime';
import test from 'ava';
import { recorded } from '../identity/records.js';
import { startNatsServer } from '../nats/servers.js';
import { CLI, Cluster } from './cluster.js';
import { processesOf } from './processes.js';

/** Prints numbers as long as it runs; a copy of it is reached into. */
const TALKER = 'i=0; while :; do echo line $i; i=$((i+1)); sleep 0.2; done';

const LOUD_BYTES = 4_000_000;

function stack(name: string, command = TALKER, replicas = 2): object {
  const process = { command: ['sh', '-c', command], env: { COLOUR: 'green' }, grace: '1s' };
  const resources = { cpu: '10m', memory: '64Mi' };
  return { stack: name, workloads: { web: { kind: 'service', replicas, process, resources } } };
}

const alive = new AbortController().signal;
const ON_TERMINAL = { terminal: { columns: 80, rows: 24 }, term: 'vt100' };

function wish(placement: string, command: string[]) {
  return { placement, command, input: false, term: '', actor: { name: 'ann' } };
}

async function* only(...items: ExecIn[]): AsyncGenerator<ExecIn> {
  yield* items;
}

type Said = { stdout: string; stderr: string; exitCode: number | undefined };

async function all(items: AsyncIterable<ExecOut>): Promise<Said> {
  const said: Said = { stdout: '', stderr: '', exitCode: undefined };
  for await (const item of items) {
    if (item.kind === 'exit') said.exitCode = item.exitCode;
    else said[item.isError ? 'stderr' : 'stdout'] += Buffer.from(item.data).toString('latin1');
  }
  return said;
}

/** Resolves when a `sleep` of that length is there, or is not. */
async function runs(seconds: string, isThere: boolean): Promise<void> {
  const find = async () => (await processesOf(`sleep\0${seconds}\0`)).length > 0;
  while ((await find()) !== isThere) await new Promise((resolve) => setTimeout(resolve, 50));
}

for (const carrier of ['grpc', 'nats'] as const) {
  test(`logs and commands over ${carrier}`, async (t) => {
    const nats = carrier === 'nats' ? await startNatsServer(t) : undefined;
    const flags = nats ? ['--nats', nats.url, '--nats-cluster', 'reach'] : [];
    const [one, two] = nats ? ['98661', '98662'] : ['98761', '98762'];
    const cluster = await Cluster.open(t);
    await cluster.coordinator(...flags);
    await cluster.agent('a', ...(nats ? [...flags, '--coordinator', '127.0.0.1:1'] : []));
    await cluster.apply(stack('shop'));
    const print = `head -c ${LOUD_BYTES} /dev/zero; exec sleep 1000000`;
    await cluster.apply(stack('loud', print, 1));
    const [first] = await cluster.running('shop', 2);
    const placement = first?.id ?? '';
    const exec = (command: string[], input: ExecIn[] = [], more: object = {}) => {
      const wished = { ...wish(placement, command), input: input.length > 0, ...more };
      return all(cluster.client.exec(wished, only(...input), alive));
    };

    const apart = await exec(['sh', '-c', 'echo "$COLOUR $BERTH_PLACEMENT $PWD"; echo oh >&2; exit 7']);
    t.regex(apart.stdout, new RegExp(`^green ${placement} .*/work\n$`));
    t.deepEqual({ ...apart, stdout: '' }, { stdout: '', stderr: 'oh\n', exitCode: 7 });

    const bytes = Buffer.alloc(600_000);
    for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 7 + (at >> 8)) & 0xff;
    const echoed = await exec(['cat'], [{ kind: 'input', data: bytes }, { kind: 'end' }]);
    t.is(echoed.exitCode, 0);
    t.true(Buffer.from(echoed.stdout, 'latin1').equals(bytes), 'clean, whole, and its end passes');

    const tty = await exec(
      [
        'sh',
        '-c',
        'until stty size | grep -q "31 101"; do sleep 0.1; done; tty; read x; echo "got $x"; stty size',
      ],
      [
        { kind: 'input', data: Buffer.from('') },
        { kind: 'resize', size: { columns: 101, rows: 31 } },
        { kind: 'input', data: Buffer.from('hey\r') },
      ],
      { terminal: { columns: 99, rows: 33 }, term: 'vt100' },
    );
    t.regex(tty.stdout, /\/dev\/pts\/\d+\r\n(hey\r\n)?got hey\r\n31 101\r\n$/, JSON.stringify(tty));
    t.is(tty.exitCode, 0);

    await t.throwsAsync(exec(['nothing-of-the-kind']), { code: 'conflict', message: /no such program/ });
    await t.throwsAsync(all(cluster.client.exec(wish('shop/web/7.99', ['ls']), only(), alive)), {
      code: 'not_found',
    });
    const began = (await recorded(cluster, 'exec.began')).map((event) => [
      event.actor.name,
      event.command[0],
    ]);
    t.deepEqual(began.slice(0, 2), [
      ['ann', 'sh'],
      ['ann', 'cat'],
    ]);

    // A reader that does not read holds up nobody: not another reader, not the heartbeats.
    const loud = (await cluster.running('loud', 1))[0]?.id ?? '';
    const following = { placement: loud, follow: true, tailBytes: 0, from: 0 };
    const stalled = cluster.client.logs(following, alive)[Symbol.asyncIterator]();
    await stalled.next();
    const whole = async (parts: AsyncIterator<LogOutput>) => {
      let bytes = 0;
      while (bytes < LOUD_BYTES) {
        const { value, done } = await parts.next();
        if (done) break;
        t.is(value.at, bytes);
        bytes += value.data.length;
      }
      await parts.return?.();
      return bytes;
    };
    t.is(await whole(cluster.client.logs(following, alive)[Symbol.asyncIterator]()), LOUD_BYTES);
    t.is((await exec(['true'])).exitCode, 0);
    t.is(await whole(stalled), LOUD_BYTES, 'it lost nothing');

    // Whoever goes away takes his command along, and what that left in the background, and what is deaf to hanging up.
    const leaver = new AbortController();
    const deaf = ['sh', '-c', `trap "" HUP; sleep ${one} & sleep ${one}`];
    const left = all(cluster.client.exec(wish(placement, deaf), only(), leaver.signal));
    await runs(one, true);
    leaver.abort();
    await left;
    await runs(one, false);

    // A coordinator that is killed ends commands; logs go on where they were.
    const cut = all(
      cluster.client.exec({ ...wish(placement, ['sleep', two]), ...ON_TERMINAL }, only(), alive),
    );
    await runs(two, true);
    const clock = systemClock();
    const reader = connect({ address: cluster.control, clock });
    t.teardown(() => reader.close());
    const wished = { follow: true, tailBytes: 0, tailLines: 1 };
    let lost = 0;
    const numbers: number[] = [];
    const options = { placement, wish: wished, clock, onLost: () => lost++ };
    let text = '';
    const stop = new AbortController();
    const read = (async () => {
      for await (const { data } of followLogs(reader, options, stop.signal)) {
        text += Buffer.from(data).toString();
        if (lost > 0 && text.split('\n').length > 20) stop.abort();
      }
    })();
    while (text === '') await new Promise((resolve) => setTimeout(resolve, 20));
    await cluster.killCoordinator();
    await t.throwsAsync(cut, { code: 'unreachable' });
    await runs(two, false);
    await cluster.coordinator(...flags);
    await read;
    for (const [, number] of text.matchAll(/line (\d+)\n/g)) numbers.push(Number(number));
    const from = numbers[0] ?? 0;
    t.deepEqual(
      numbers,
      numbers.map((_, at) => from + at),
      'no line is missing and none comes twice',
    );
  });
}

test('a terminal at both ends: size, Ctrl-C, exit code, the way out; and logs of all copies', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.apply(stack('shop'));
  await cluster.running('shop', 2);
  const session = async (keys: (said: () => string) => AsyncIterable<string>) => {
    const berth = `stty cols 91 rows 27; exec node ${CLI} exec shop/web -it --address ${cluster.control} -- sh`;
    const child = spawn('script', ['-qefc', berth, '/dev/null'], { env: { ...process.env, PS1: '% ' } });
    t.teardown(() => child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
    });
    for await (const some of keys(() => said)) child.stdin.write(some);
    const [code] = await once(child, 'exit');
    return { said, code };
  };
  const says = async (said: () => string, what: RegExp) => {
    while (!what.test(said())) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const { said, code } = await session(async function* (screen) {
    await says(screen, /[#$%] $/);
    yield 'stty size; echo $TERM-$COLOUR\r';
    await says(screen, /green\r\n/);
    yield 'sleep 98763; echo "after $?"\r';
    await runs('98763', true);
    yield '\u0003';
    await says(screen, /\^C/);
    yield 'exit 7\r';
  });
  t.regex(said, /27 91\r\n/);
  t.is(code, 7);

  const out = await session(async function* (screen) {
    await says(screen, /[#$%] $/);
    yield 'sleep 98764\r';
    await runs('98764', true);
    yield '~.';
  });
  t.regex(out.said, /detached/);
  t.is(out.code, 130);
  await runs('98764', false);

  const { stdout } = await cluster.berth('logs', 'shop/web', '--tail', '2');
  const lines = stdout.trimEnd().split('\n');
  t.is(lines.length, 4);
  for (const one of lines) t.regex(one, /^web\/\d\.\d+ \| line \d+$/);
  const piped = await cluster.berth(
    'exec',
    'shop/web',
    '--json',
    '--',
    'sh',
    '-c',
    'echo a; echo b >&2; exit 3',
  );
  t.is(piped.code, 3);
  t.like(JSON.parse(piped.stdout), { exitCode: 3, stdout: 'a\n', stderr: 'b\n' });
  t.regex((await cluster.berth('logs', 'shop/web', '--timestamps')).stderr, /no times of its own.*--since/);
  t.regex(
    (await cluster.berth('events')).stdout,
    /shop\/web\/\d\.\d+ on a: sh on a terminal is run in it, by /,
  );
});
