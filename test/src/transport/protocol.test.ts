/** The protocol as a package: generated code is up to date, nothing is loaded early, a bundle stands alone. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { build } from 'esbuild';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

test('what is generated is what is committed', async (t) => {
  const { stderr } = await run(process.execPath, ['proto/generate.mjs', '--check'], { cwd: ROOT });
  t.is(stderr, '');
});

test('importing the transport loads neither gRPC nor protobuf', async (t) => {
  const script = `
    import { createRequire } from 'node:module';
    import '@berth/transport';
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('node_modules'));
    process.stdout.write(JSON.stringify(loaded));
  `;
  const options = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, options, { cwd: join(ROOT, 'test') });
  t.deepEqual(JSON.parse(stdout), []);
});

test('a bundle reads and writes messages with nothing beside it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bundle-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await build({
    stdin: {
      contents: `
        import { fleetCodec } from '@berth/transport';
        const bytes = fleetCodec.encodeAgent({ kind: 'status', sequence: 7, statuses: [] });
        process.stdout.write(JSON.stringify(fleetCodec.decodeAgent(bytes)));
      `,
      resolveDir: join(ROOT, 'test'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Node's own loader of the package is left out of a bundle, and with it this expression.
    logOverride: { 'empty-import-meta': 'silent' },
    outfile: join(folder, 'program.cjs'),
  });
  await writeFile(join(folder, 'package.json'), '{}');
  const { stdout } = await run(process.execPath, ['program.cjs'], { cwd: folder });
  t.deepEqual(JSON.parse(stdout), { kind: 'status', sequence: 7, statuses: [] });
});
