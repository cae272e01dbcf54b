/**
 * Generates proto/src/gen from every .proto file: the types of proto-loader, and the descriptor and options that are
 * loaded at run time (so that no program needs the .proto files, or a parser, beside it). `--check` writes nothing and fails when
 * what is committed differs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, 'src/gen');
const options = JSON.parse(readFileSync(join(here, 'options.json'), 'utf8'));

const check = process.argv.includes('--check');
const target = check ? mkdtempSync(join(tmpdir(), 'berth-proto-')) : committed;
try {
  if (!check) rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const protos = listFiles(here, ['berth', 'grpc']).filter((file) => file.endsWith('.proto'));
  refuseEqualNames(protos);
  generateTypes(protos, target);
  removeMachinePaths(target);
  writeFileSync(join(target, 'descriptor.ts'), descriptorModule(protos));
  writeFileSync(join(target, 'options.ts'), optionsModule());
  if (check) process.exitCode = reportDifferences();
} finally {
  if (check) rmSync(target, { recursive: true, force: true });
}

/** Paths relative to `root`, sorted, so that the output does not depend on the file system's order. */
function listFiles(root, folders) {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function generateTypes(protos, outDir) {
  const manifest = require.resolve('@grpc/proto-loader/package.json');
  const { bin } = require(manifest);
  const tool = join(dirname(manifest), bin['proto-loader-gen-types']);
  const fixed = ['--grpcLib=@grpc/grpc-js', '--importFileExtension=.js', `-I=${here}`, `-O=${outDir}`];
  // It names what it writes on standard output, and warns of being alpha; errors come through.
  execFileSync(process.execPath, [tool, ...loaderFlags(), ...fixed, ...protos], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The tool writes one root file per .proto, by its last name alone: the second of two equal names would win. */
function refuseEqualNames(protos) {
  const names = protos.map((file) => basename(file));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`two files are called ${twice}: give one another name`);
}

/** The tool names its sources by absolute path, which would differ on every machine. */
function removeMachinePaths(folder) {
  for (const file of listFiles(folder, ['.'])) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`${here}/`, 'proto/'));
  }
}

function loaderFlags() {
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

function descriptorModule(protos) {
  const protobuf = require('protobufjs');
  const root = new protobuf.Root();
  root.resolvePath = (_origin, path) => join(here, path);
  root.loadSync(protos, { keepCase: options.keepCase });
  const json = JSON.stringify(root.toJSON({ keepComments: false }), null, 2);
  return `// Generated from the .proto files by generate.mjs.\n/** The input of protobufjs's Root.fromJSON. */\nexport const descriptor: object = ${json};\n`;
}

/** What the types were generated with is what the messages are loaded with. */
function optionsModule() {
  // The loader takes the constructors String and Number where the generator takes their names.
  const lines = Object.entries(options).map(([name, value]) => `  ${name}: ${value},`);
  return `// Generated from options.json by generate.mjs.\nexport const options = {\n${lines.join('\n')}\n};\n`;
}

/** 0 when the committed folder is what was generated, else 1 with one line per difference. */
function reportDifferences() {
  const wanted = listFiles(target, ['.']);
  const there = listFiles(committed, ['.']);
  const differing = [...new Set([...wanted, ...there])].filter((file) => {
    if (!wanted.includes(file) || !there.includes(file)) return true;
    return readFileSync(join(target, file), 'utf8') !== readFileSync(join(committed, file), 'utf8');
  });
  for (const file of differing) process.stderr.write(`proto/src/gen/${file} is out of date\n`);
  if (differing.length > 0) process.stderr.write('run `npm run proto:generate` and commit the result\n');
  return differing.length > 0 ? 1 : 0;
}
