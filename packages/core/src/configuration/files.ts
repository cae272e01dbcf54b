/**
 * Files that an agent writes for a copy, and what of a run may change while the copy goes on.
 *
 * A run has two fingerprints. `runHashOf` is over what a copy keeps for life: with another one it is replaced.
 * `liveHashOf` is over what its agent can change in place; whoever has the same run hash and another live hash is told, and
 * goes on. A file is of the second kind when its `onChange` is not "restart"; so are numbers that only the agent goes by: what
 * follows from failures, how long a batch may take, when a ready copy is stopped.
 */
import { canonicalJson, fingerprint } from '../basics/fingerprint.js';
import { LIMITS } from '../basics/limits.js';
import type { RunSpec } from '../model/model.js';

export const ON_FILE_CHANGE = ['restart', 'signal', 'nothing'] as const;
export type OnFileChange = (typeof ON_FILE_CHANGE)[number];

export type FileSpec = {
  /** Filled in as commands are; also with `${secret.NAME}`. */
  readonly content: string;
  /** `content` stands for bytes, in base64, in which nothing is filled in. */
  readonly base64?: true;
  /** Rights, e.g. 0o640. */
  readonly mode: number;
  /** What follows when it changes: a new copy, a signal to the running one, or nothing. */
  readonly onChange: OnFileChange;
  /** With "signal". */
  readonly signal?: string;
};

/** Two copies with equal ones need no restart to be the same. */
export function runHashOf(run: RunSpec): string {
  return fingerprint(canonicalJson(keptOf(run)));
}

/** Of what may change in place. */
export function liveHashOf(run: RunSpec): string {
  const files = filesOf(run, (file) => file.onChange !== 'restart');
  const secrets = secretsIn(run, contents(files));
  const { failure, batch, shutdownDelayMs } = run;
  const numbers = { failure, batch, ...(shutdownDelayMs !== undefined && { shutdownDelayMs }) };
  return fingerprint(canonicalJson({ ...numbers, ...asPart('files', files), ...asPart('secrets', secrets) }));
}

/** As runHashOf, but for how much cpu and memory it has: that may change in place where the node has room (resizing.ts). */
export function sizelessHashOf(run: RunSpec): string {
  const { cpu: _cpu, memory: _memory, ...quantities } = run.resources.quantities;
  return fingerprint(canonicalJson({ ...keptOf(run), resources: { ...run.resources, quantities } }));
}

/** Without what agents look up whenever they need it, and files that they change in place. */
function keptOf(run: RunSpec): Readonly<Record<string, unknown>> {
  const { failure: _failure, batch: _batch, shutdownDelayMs: _delay, ...rest } = run;
  const { files: _files, secrets: _secrets, ...kept } = rest;
  const files = filesOf(run, (file) => file.onChange === 'restart');
  const secrets = secretsIn(run, [...Object.values(run.process.env), ...contents(files)]);
  return { ...kept, ...asPart('files', files), ...asPart('secrets', secrets) };
}

/** Names a run spec: equal for equal ones only, whatever may change in them. */
export function runKeyOf({
  runHash,
  liveHash,
}: {
  readonly runHash: string;
  readonly liveHash?: string;
}): string {
  return liveHash === undefined ? runHash : `${runHash}.${liveHash}`;
}

/** Relative, plain parts, none of them hidden; what an agent writes to must not lead out of its folder. */
export function isFilePath(path: string): boolean {
  const parts = path.split('/');
  return path.length <= LIMITS.filePathBytes && parts.length <= 8 && parts.every((part) => PART.test(part));
}

const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** As people name variables, too. */
export function isSecretName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name) && !FORBIDDEN.has(name);
}

/** JavaScript gives them a meaning of its own. */
const FORBIDDEN: ReadonlySet<string> = new Set(['constructor', 'prototype']);

type Files = NonNullable<RunSpec['files']>;

function filesOf({ files = {} }: RunSpec, which: (file: Files[string]) => boolean): Files {
  return Object.fromEntries(Object.entries(files).filter(([, file]) => which(file)));
}

function contents(files: Files): string[] {
  return Object.values(files).map(({ content }) => content);
}

function secretsIn({ secrets = {} }: RunSpec, texts: readonly string[]): Record<string, number> {
  const used = Object.entries(secrets).filter(([name]) =>
    texts.some((text) => text.includes(`\${secret.${name}}`)),
  );
  return Object.fromEntries(used);
}

/** A part that is empty is not there: runs without any keep the fingerprint that they had. */
function asPart(name: string, part: Readonly<Record<string, unknown>>): object {
  return Object.keys(part).length > 0 ? { [name]: part } : {};
}
