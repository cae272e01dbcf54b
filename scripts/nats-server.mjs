// Finds a nats-server that is new enough, or fetches Debian's newest into a cache folder of this clone: the system's own
// packages stay as they are. Prints its path. BERTH_NATS_SERVER names another one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'nats-server');
const FETCHED = join(CACHE, 'root', 'usr', 'sbin', 'nats-server');
/** Older ones have lost acknowledged messages. */
const FLOOR = [2, 14, 3];
/** Debian's suite with the newest build; it needs no newer libraries than Debian 12 has. */
const SUITE = 'sid';

/** Path of a nats-server; throws an Error with one line for people when there is none. */
export function provideNatsServer(say = () => {}) {
  const named = process.env.BERTH_NATS_SERVER;
  if (named) {
    if (isNewEnough(named)) return named;
    throw new Error(`BERTH_NATS_SERVER: ${named} is not a nats-server ${FLOOR.join('.')} or newer`);
  }
  for (const folder of [...(process.env.PATH ?? '').split(':'), '/usr/sbin']) {
    const candidate = join(folder, 'nats-server');
    if (existsSync(candidate) && isNewEnough(candidate)) return candidate;
  }
  if (!isNewEnough(FETCHED)) fetchFromDebian(say);
  return FETCHED;
}

function isNewEnough(program) {
  if (!existsSync(program)) return false;
  try {
    const printed = execFileSync(program, ['--version'], { encoding: 'utf8' });
    const version = /v(\d+)\.(\d+)\.(\d+)/.exec(printed)?.slice(1).map(Number) ?? [0, 0, 0];
    const at = FLOOR.findIndex((part, index) => part !== version[index]);
    return at < 0 || version[at] > FLOOR[at];
  } catch {
    return false;
  }
}

/** With lists and caches of our own; the archive's signature is checked as always. */
function fetchFromDebian(say) {
  say('fetching nats-server ...');
  const source = debianSource();
  rmSync(CACHE, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(CACHE, folder), { recursive: true });
  writeFileSync(join(CACHE, 'sources.list'), `${source}\n`);
  const own = [
    `Dir::State::Lists=${join(CACHE, 'lists')}`,
    `Dir::Etc::sourcelist=${join(CACHE, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    `Dir::Cache=${join(CACHE, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  try {
    apt([...own, 'update', '-qq']);
    apt([...own, 'download', '-qq', 'nats-server']);
    const file = readdirSync(CACHE).find((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', join(CACHE, file), join(CACHE, 'root')]);
    rmSync(join(CACHE, 'lists'), { recursive: true });
  } catch (thrown) {
    const why = String(thrown.stderr || thrown.message)
      .trim()
      .split('\n')
      .at(-1);
    throw new Error(
      `nats-server cannot be fetched (${why}): install ${FLOOR.join('.')} or newer, or name one in BERTH_NATS_SERVER`,
    );
  }
  if (!isNewEnough(FETCHED))
    throw new Error(`Debian's ${SUITE} has no nats-server ${FLOOR.join('.')} or newer`);
}

function apt(args) {
  execFileSync('apt-get', args, { cwd: CACHE, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** The mirror and keyring that this machine is already set to, with another suite. */
function debianSource() {
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const file of ['/etc/apt/sources.list', ...files]) {
    if (!/\.(list|sources)$/.test(file) || !existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    const line = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+\/debian\/?)\s/m.exec(text);
    if (line) return `deb [${line[1] ?? ''}] ${line[2]} ${SUITE} main`.replace('[] ', '');
    const uri = /^URIs:\s*(\S+\/debian\/?)\s*$/m.exec(text)?.[1];
    const key = /^Signed-By:\s*(\/\S+)\s*$/m.exec(text)?.[1];
    if (uri) return `deb ${key ? `[signed-by=${key}] ` : ''}${uri} ${SUITE} main`;
  }
  throw new Error('no Debian mirror is set up here: install nats-server, or name one in BERTH_NATS_SERVER');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${provideNatsServer((text) => process.stderr.write(`${text}\n`))}\n`);
  } catch (thrown) {
    process.stderr.write(`${thrown.message}\n`);
    process.exitCode = 1;
  }
}
