// Makes what a coordinator hands to new hosts, into agent/dist/artifacts: the agent as one archive for each platform, and
// Node.js of this machine for hosts of the same platform that have none. The same sources give the same bytes.
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { bundle } from './bundle.mjs';
import { ROOT } from './program.mjs';

const HOST = join(ROOT, 'agent', 'host');
const ENTRY = join(ROOT, 'agent', 'dist', 'main.js');
const PREBUILDS = join(ROOT, 'node_modules', 'classic-level', 'prebuilds');
export const ARTIFACTS = join(ROOT, 'agent', 'dist', 'artifacts');

// The native part of each platform; where classic-level has none, neither have we.
const PLATFORMS = {
  'linux-x64': 'linux-x64/classic-level.node',
  'linux-x64-musl': 'linux-x64/classic-level.musl.node',
  'linux-arm64': 'linux-arm64/classic-level.armv8.node',
};

/** classic-level looks for its native part in folders of packages: here it lies beside the code. */
const nativeBeside = {
  name: 'native-beside',
  setup(build) {
    build.onResolve({ filter: /^node-gyp-build$/ }, () => ({ path: 'native', namespace: 'native' }));
    build.onLoad({ filter: /.*/, namespace: 'native' }, () => ({
      contents: "module.exports = () => require(require('node:path').join(__dirname, 'classic-level.node'));",
      loader: 'js',
    }));
  },
};

export async function buildAgent(say = () => {}) {
  const work = `${ARTIFACTS}.${process.pid}`;
  await mkdir(ARTIFACTS, { recursive: true });
  try {
    await bundleAgent(join(work, 'agent'));
    for (const [platform, native] of Object.entries(PLATFORMS)) {
      await copyFile(join(PREBUILDS, native), join(work, 'agent', 'classic-level.node'));
      await pack(join(work, 'agent'), join(ARTIFACTS, `agent-${platform}.tar.gz`));
    }
    await copyFile(join(HOST, 'install.sh'), join(ARTIFACTS, 'install.sh'));
    await provideNode(say);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function bundleAgent(folder) {
  await bundle({
    entryPoints: [ENTRY],
    outdir: folder,
    minify: true,
    outExtension: { '.js': '.mjs' },
    plugins: [nativeBeside],
  });
  await copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const { version } = JSON.parse(await readFile(join(ROOT, 'agent', 'package.json'), 'utf8'));
  await writeFile(join(folder, 'VERSION'), `${version}\n`);
  for (const name of ['berth-agent.sh', 'node-flags']) await copyFile(join(HOST, name), join(folder, name));
}

async function pack(folder, target) {
  const names = (await readdir(folder)).sort();
  for (const name of names) await utimes(join(folder, name), 0, 0);
  const fixed = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', '--format=ustar'];
  const tar = execFileSync('tar', ['-C', folder, ...fixed, '-cf', '-', ...names], { maxBuffer: 2 ** 28 });
  const { gzipSync } = await import('node:zlib');
  const packed = gzipSync(tar, { level: 9 });
  const same = existsSync(target) && packed.equals(await readFile(target));
  if (same) return;
  await writeFile(`${target}.new`, packed);
  await rename(`${target}.new`, target);
}

/** Once for each Node.js: a hundred megabytes take some seconds. */
async function provideNode(say) {
  if (process.platform !== 'linux') return;
  const musl = process.report.getReport().header.glibcVersionRuntime === undefined ? '-musl' : '';
  const target = join(ARTIFACTS, `node-linux-${process.arch}${musl}.gz`);
  const { mtime } = await stat(process.execPath);
  if (existsSync(target) && (await stat(target)).mtimeMs === mtime.getTime()) return;
  say('packing Node.js for hosts that have none ...');
  await pipeline(
    createReadStream(process.execPath),
    createGzip({ level: 6 }),
    createWriteStream(`${target}.new`),
  );
  await utimes(`${target}.new`, mtime, mtime);
  await rename(`${target}.new`, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAgent((text) => process.stderr.write(`build: ${text}\n`));
  for (const name of (await readdir(ARTIFACTS)).sort()) {
    const { size } = await stat(join(ARTIFACTS, name));
    process.stdout.write(`${(size / 2 ** 20).toFixed(1).padStart(6)} MiB  ${name}\n`);
  }
}
