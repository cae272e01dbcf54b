/** The example in the help of each command is run as it stands, on a cluster that is as the examples suppose. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createProgram, type Effects } from '@berth/cli';
import test, { type ExecutionContext } from 'ava';
import type { Command } from 'commander';
import { CLI, Cluster, ROOT } from './cluster.js';

/** Programs that tests of their own start, with every flag. */
const ELSEWHERE = ['up', 'agent', 'coordinator', 'ledger recover', 'ledger migrate'].map(
  (name) => `berth ${name}`,
);
/** What goes on until somebody ends it. */
const ENDLESS = / -f$|^berth (status|endpoints) .*--watch/;
/** Told nothing new by anybody, they say nothing. */
const SILENT = ['berth endpoints'];
/** For these a rollout has to be under way. */
const OF_A_ROLLOUT = ['berth rollout promote', 'berth rollout pause', 'berth rollout revert'];
/** These take something away that others need, so they come last, in this order. */
const LAST = ['drain', 'node drain', 'node revoke', 'node readmit', 'node rm', 'delete'];
/** There is nothing to readmit unless a key is used in two places (identity/standing.test.ts), and nothing has failed. */
const CONFLICT = ['berth node readmit', 'berth retry'];

const SHOP = `
stack: shop
workloads:
  resize:
    kind: batch
    process: { command: [sleep, "600"] }
    resources: { cpu: 50m, memory: 16Mi }
    dispatch: { params: { file: { default: a.jpg } } }
  web:
    replicas: 2
    process: { command: [sh, -c, "echo open; sleep 600"] }
    resources: { cpu: 50m, memory: 16Mi, ports: { http: auto } }
`;

type Example = { readonly command: string; readonly text: string };

/** Of every command at the end of the tree: what its help says below "Example:". */
function examples(): Example[] {
  const found: Example[] = [];
  const visit = (command: Command, path: string) => {
    let help = '';
    const writeOut = (text: string) => {
      help += text;
    };
    command.configureOutput({ writeOut });
    command.outputHelp();
    const text = /Example:\n\s*([\s\S]+)/.exec(help)?.[1]?.trim();
    if (command.commands.length === 0) found.push({ command: path, text: text ?? '' });
    for (const next of command.commands) visit(next, `${path} ${next.name()}`);
  };
  const effects = { columns: 80 } as Effects;
  const settings = { effects, version: '', demoFile: '', defaultData: '', exit: () => {} };
  visit(createProgram(settings), 'berth');
  const rank = ({ command }: Example) => LAST.indexOf(command.replace('berth ', ''));
  return found.filter(({ command }) => !ELSEWHERE.includes(command)).sort((a, b) => rank(a) - rank(b));
}

/** As a person types it, in a shell. What is endless is ended once it has said something. */
function typed(cluster: Cluster, text: string, isEndless: boolean): Promise<{ code: number; said: string }> {
  const env = { ...process.env, ...cluster.environment, NO_COLOR: '1' };
  const script = `berth() { exec "${process.execPath}" "${CLI}" "$@"; }; ${text}`;
  const child = spawn('bash', ['-c', script], {
    cwd: cluster.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const hear = (data: Buffer) => {
    said += data;
    if (isEndless) child.kill('SIGINT');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? 128, said })));
}

/** A version whose first copy waits for somebody's word. */
async function beginRollout({ client }: Cluster, version: number): Promise<void> {
  const source = `${SHOP.replace('echo open', `echo ${version}`)}    update: { canary: 1 }\n`;
  await client.apply({ source, actor: { name: 'e2e' } });
  while (true) {
    const [rollout] = (await client.listRollouts({ target: 'shop/web' })).rollouts;
    if (rollout?.state === 'waiting') return;
    await delay(50);
  }
}

/** What the examples name as it came to be called here. */
async function named(cluster: Cluster, { command, text }: Example): Promise<string> {
  if (command === 'berth token revoke') {
    await cluster.token('--site', 'market');
    const open = (await cluster.client.listTokens()).tokens.find(({ usedBy }) => usedBy === undefined);
    return text.replace('t-12-1', open?.id ?? '');
  }
  if (command === 'berth place confirm' || command === 'berth place release') {
    await typed(cluster, 'berth place --cpu 10m --memory 8Mi --ttl 60s', false);
    const held = (await cluster.client.listReservations()).reservations.at(-1);
    return text
      .replace('r-12-1', held?.id ?? '')
      .replace(/--generation \d+/, `--generation ${held?.generation}`);
  }
  if (command === 'berth dispatch stop') {
    const made = { workload: 'shop/resize', params: {}, actor: { name: 'e2e' } };
    return text.replace('shop/resize@d-12-1', (await cluster.client.dispatch(made)).workload);
  }
  if (command === 'berth user token create') await addCi(cluster);
  if (command === 'berth user token revoke') {
    const ci = (await cluster.client.listUsers()).users.find(({ name }) => name === 'ci');
    return text.replace('u-12-1', ci?.tokens[0]?.id ?? '');
  }
  if (command === 'berth login') {
    const made = await typed(cluster, 'berth user token create ci --json', false);
    const { token } = JSON.parse(made.said) as { token: string };
    await writeFile(join(cluster.folder, 'token.txt'), token);
    return text.replace('10.0.0.1:7420', cluster.control);
  }
  if (command === 'berth volume rm') {
    await leaveVolume(cluster);
    return text.replace('shop/data/0', 'kept/data/0');
  }
  if (command === 'berth placement show')
    return text.replace('shop/web/0.1', (await cluster.running('shop', 2))[0]?.id ?? '');
  return text.replace('/var/lib/berth', cluster.folder);
}

/** One that no copy uses any more. */
async function leaveVolume(cluster: Cluster): Promise<void> {
  const web = { process: { command: ['sleep', '600'] }, volumes: [{ volume: 'data' }] };
  await cluster.apply({ stack: 'kept', volumes: { data: {} }, workloads: { web } });
  await cluster.running('kept', 1);
  await cluster.client.deleteStack({ stack: 'kept', actor: { name: 'e2e' } });
  await cluster.until('kept', (placements) => placements.length === 0);
}

async function addCi({ client }: Cluster): Promise<void> {
  const grants = [{ role: 'viewer', stacks: '*' }] as const;
  await client.setUser({ name: 'ci', grants, isNew: true, actor: { name: 'e2e' } });
}

async function prepared(t: ExecutionContext): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'));
  await cluster.join('node-1');
  await cluster.join('node-2');
  await writeFile(join(cluster.folder, 'shop.yaml'), SHOP);
  await writeFile(join(cluster.folder, 'password.txt'), 's3cret');
  await mkdir(join(cluster.folder, 'examples'));
  for (const name of ['nodes.csv', 'tasks.csv'])
    await copyFile(join(ROOT, 'examples', 'simulate', name), join(cluster.folder, name));
  return cluster;
}

test('the example of every command works as it stands', async (t) => {
  const cluster = await prepared(t);
  const all = examples();
  t.true(all.length > 40, `only ${all.length} commands`);
  let version = 1;
  for (const example of all) {
    const { command } = example;
    t.true(example.text.includes(command), `the help of ${command} has no example of it`);
    if (OF_A_ROLLOUT.includes(command)) await beginRollout(cluster, version++);
    const text = await named(cluster, example);
    const isEndless = ENDLESS.test(text) && !SILENT.includes(command);
    const { code, said } = await typed(cluster, text, isEndless);
    t.is(code, CONFLICT.includes(command) ? 4 : 0, `${text}: ${said}`);
    t.notRegex(said, /undefined|NaN|\[object/, text);
  }
});
