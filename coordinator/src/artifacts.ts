/** What new hosts are given: the agent and Node.js for each platform, named by their digests, and the script that installs them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, type Log } from '@berth/core';

export type Artifact = {
  /** Such as "agent-linux-x64" or "node-linux-arm64-musl". */
  readonly name: string;
  readonly path: string;
  /** SHA-256, lower-case hex. */
  readonly digest: string;
  readonly bytes: number;
  /** The least room that it needs once it is unpacked. */
  readonly unpackedBytes: number;
};

export type Artifacts = {
  /** A shell script with the digests of all artefacts in it. */
  readonly installer: string;
  /** SHA-256, lower-case hex: what a host checks it by. */
  readonly installerDigest: string;
  readonly byDigest: ReadonlyMap<string, Artifact>;
};

const FILE = /^((?:agent|node)-linux-(?:x64|arm64)(?:-musl)?)(?:\.tar)?\.gz$/;
const INSTALLER = 'install.sh';
const FILES_MAX = 64;

/** Undefined, and said why, where the folder has none: then hosts get their agent in another way. */
export async function openArtifacts(folder: string, log: Log): Promise<Artifacts | undefined> {
  try {
    const template = await readFile(join(folder, INSTALLER), 'utf8');
    const files = (await readdir(folder)).filter((file) => FILE.test(file)).sort();
    if (files.length > FILES_MAX) throw new BerthError('invalid_request', `more than ${FILES_MAX} artefacts`);
    const artifacts = await Promise.all(files.map((file) => readArtifact(join(folder, file), file)));
    // A shell drops line ends at the end of what it reads into a variable, and that is what gets checked.
    const installer = template.replace('@ARTIFACTS@', artifacts.map(line).join('\n')).trimEnd();
    const byDigest = new Map(artifacts.map((artifact) => [artifact.digest, artifact]));
    return { installer, installerDigest: sha256(installer), byDigest };
  } catch (thrown) {
    const how = '`npm run build:agent` makes them, --artifacts names another folder';
    log.warn(`cannot hand out agents to new hosts: ${how}`, { why: BerthError.from(thrown).message });
    return undefined;
  }
}

function line({ name, digest, bytes, unpackedBytes }: Artifact): string {
  return `${name} ${digest} ${Math.ceil(bytes / 1024)} ${Math.ceil(unpackedBytes / 1024)}`;
}

async function readArtifact(path: string, file: string): Promise<Artifact> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const name = FILE.exec(file)?.[1] ?? file;
  const { size: bytes } = await stat(path);
  return { name, path, digest: hash.digest('hex'), bytes, unpackedBytes: await unpackedSize(path, bytes) };
}

/** The last four bytes of a gzip file. */
async function unpackedSize(path: string, bytes: number): Promise<number> {
  const file = await open(path);
  try {
    const last = Buffer.alloc(4);
    await file.read(last, 0, 4, Math.max(0, bytes - 4));
    return last.readUInt32LE();
  } finally {
    await file.close();
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
