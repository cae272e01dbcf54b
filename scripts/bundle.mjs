// Bundles of our programs: one file starts in half the time that hundreds take. Where a package of ours is changed and
// compiled without this, the programs run as they are compiled (scripts/program.mjs).
import { readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBundled, PROGRAMS, ROOT } from './program.mjs';

/** Packages read `__dirname` and `require`, which a module has not. */
const BANNER = [
  "import { createRequire as berthRequire } from 'node:module';",
  "import { dirname as berthDirname } from 'node:path';",
  "import { fileURLToPath as berthPath } from 'node:url';",
  'const require = berthRequire(import.meta.url);',
  'const __filename = berthPath(import.meta.url);',
  'const __dirname = berthDirname(__filename);',
].join('\n');

/** A chunk of an older kind of module exports nothing by name, as Node.js makes it look: here the names are written out. */
const namesOfOnDemand = {
  name: 'names-of-on-demand',
  setup(build) {
    const { external = [] } = build.initialOptions;
    build.onResolve({ filter: /^[@a-z]/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && !path.startsWith('node:') && !external.includes(path)
        ? { path, namespace: 'named', pluginData: { resolveDir } }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'named' }, async ({ path, pluginData: { resolveDir } }) => {
      // One of them cannot be looked at without it.
      await import('reflect-metadata');
      const names = Object.keys(await import(createRequire(`${resolveDir}/`).resolve(path)));
      const exported = names.filter((name) => name !== 'default' && /^[\w$]+$/.test(name));
      const contents = `import * as all from ${JSON.stringify(path)};
        const whole = all.default ?? all;
        export default whole;
        export const { ${exported.join(', ')} } = whole;`;
      return { contents, resolveDir, loader: 'js' };
    });
  },
};

/** zod brings its messages in fifty languages, half a megabyte that a program would read at each start: here is one of them. */
const oneLanguage = {
  name: 'one-language',
  setup(build) {
    const contents = "export { default as en } from './en.js';";
    build.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents, loader: 'js' }));
  },
};

/** esbuild, loaded only where something is built. */
export async function bundle({ plugins = [], ...options }) {
  const { build } = createRequire(import.meta.url)('esbuild');
  return build({
    bundle: true,
    // What is loaded on demand stays so: it costs memory.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: BANNER },
    plugins: [...plugins, namesOfOnDemand, oneLanguage],
    logLevel: 'error',
    ...options,
  });
}

/** Of all programs at once, which share what they have in common; beside what is compiled, for they look for files from there. */
export async function bundlePrograms() {
  if (Object.keys(PROGRAMS).every(isBundled)) return;
  const entries = Object.values(PROGRAMS).map(({ compiled, bundled }) => ({
    in: join(ROOT, compiled),
    out: bundled.replace(/\.js$/, ''),
  }));
  // A worker is a file of its own, beside the code that starts it, which is a part in common.
  const worker = join(ROOT, 'packages', 'scheduler', 'dist', 'prices', 'prices-worker.js');
  const { metafile } = await bundle({
    metafile: true,
    entryPoints: [...entries, { in: worker, out: 'dist/prices-worker' }],
    outdir: ROOT,
    chunkNames: 'dist/[name]-[hash]',
    // Native, and WebAssembly: they look for their files where they were installed.
    external: ['classic-level', 'highs'],
  });
  await removeOld(new Set(Object.keys(metafile.outputs).map((path) => basename(path))));
}

const KEEP_MS = 24 * 60 * 60 * 1000;

/** Not at once: a program that runs may load a part of its own bundle at any time. */
async function removeOld(current) {
  const folder = join(ROOT, 'dist');
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!current.has(name) && Date.now() - (await stat(path)).mtimeMs > KEEP_MS) await rm(path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundlePrograms();
