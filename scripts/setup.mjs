// Makes a clone ready: packages, compiled code, and with --tests what the tests need. Does nothing twice, and says what
// it does. Needs Node.js and npm only.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAgent } from './build-agent.mjs';
import { bundlePrograms } from './bundle.mjs';
import { provideNatsServer } from './nats-server.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = join(ROOT, 'node_modules', '.berth-setup');

// Programs that tests start, and the Debian packages that have them.
const TEST_PROGRAMS = [
  { program: 'mkfs.ext4', package: 'e2fsprogs', why: 'a small disk to fill' },
  { program: 'nft', package: 'nftables', why: 'routers, and packets that the kernel loses' },
  { program: 'ip', package: 'iproute2', why: 'hosts with networks of their own' },
  { program: 'curl', package: 'curl', why: 'bare hosts that are installed' },
  { program: 'setsid', package: 'util-linux', why: 'workloads that try to escape' },
  { program: 'bwrap', package: 'bubblewrap', why: 'processes kept apart' },
  { program: 'podman', package: 'podman', why: 'workloads in containers' },
  { program: 'runc', package: 'runc', why: 'what Podman starts containers with' },
  { program: 'busybox', package: 'busybox-static', why: 'images made by tests' },
];

async function main(args) {
  checkNode();
  installPackages();
  compile();
  await bundlePrograms().catch((thrown) => fail(`cannot bundle the programs: ${thrown.message}`));
  await buildAgent(say).catch((thrown) => fail(`cannot build the agent for new hosts: ${thrown.message}`));
  if (!args.includes('--tests')) return;
  for (const entry of TEST_PROGRAMS) provide(entry);
  try {
    provideNatsServer(say);
  } catch (thrown) {
    fail(thrown.message);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node.js 20.19 or newer is needed, this is ${process.version}`);
}

function installPackages() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(process.versions.modules).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  // Somebody who ran `npm ci` by hand has the packages already, and perhaps programs that use them just now.
  if (!isInstalled(JSON.parse(lock.toString()).packages)) {
    say('installing packages ...');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm could not install the packages');
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, wanted);
}

/** npm notes what it installed when it is done; optional packages of other platforms are rightly absent. */
function isInstalled(wanted) {
  const note = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const there = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true;
    return there[path] ? there[path].version === entry.version : entry.optional === true;
  });
}

function compile() {
  const started = performance.now();
  run('node_modules/.bin/tsc', ['-b'], 'the code does not compile');
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 2) say(`compiled in ${seconds.toFixed(1)} s`);
}

function provide({ program, package: name, why }) {
  if (which(program)) return;
  say(`installing ${name} (${why}) ...`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: { ...process.env, ...quiet } });
  spawnSync('apt-get', ['install', '-y', '-qq', name], {
    stdio: 'ignore',
    env: { ...process.env, ...quiet },
  });
  if (!which(program))
    fail(`the tests need ${program} (${why}): install the Debian package ${name} and run them again`);
}

function which(program) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

function run(command, args, problem) {
  try {
    execFileSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (thrown) {
    fail(`${problem} (${command} ${args.join(' ')}: code ${thrown.status ?? thrown.code})`);
  }
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

await main(process.argv.slice(2));
