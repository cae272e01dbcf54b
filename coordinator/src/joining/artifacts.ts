/** What new hosts are given: the agent and Node.js for each platform, named by their digests, and the script that installs them. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AgentArchives, BerthError, LIMITS, type Log } from '@berth/core';

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

/** An agent of one version, as it is handed out. */
export type HandedAgent = {
  readonly version: string;
  readonly archives: AgentArchives;
  /** New hosts get this one. */
  readonly isCurrent: boolean;
};

export type AgentShelf = {
  /** Looks at the folder again: what was put there meanwhile counts. */
  readonly list: () => Promise<readonly HandedAgent[]>;
  readonly has: (digest: string) => boolean;
};

export type Artifacts = {
  /** A shell script with the digests of all artefacts in it. */
  readonly installer: string;
  /** SHA-256, lower-case hex: what a host checks it by. */
  readonly installerDigest: string;
  readonly byDigest: ReadonlyMap<string, Artifact>;
  readonly agents: AgentShelf;
};

const FILE = /^((?:agent|node)-linux-(?:x64|arm64)(?:-musl)?)(?:\.tar)?\.gz$/;
const INSTALLER = 'install.sh';
const FILES_MAX = 64;
const AGENT = /^agent-linux-(?:x64|arm64)(?:-musl)?\.tar\.gz$/;
const OTHERS = 'agents';

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
    const agents = await openShelf(folder, artifacts, byDigest, log);
    return { installer, installerDigest: sha256(installer), byDigest, agents };
  } catch (thrown) {
    const how = '`npm run build:agent` makes them, --artifacts names another folder';
    log.warn(`cannot hand out agents to new hosts: ${how}`, { why: BerthError.from(thrown).message });
    return undefined;
  }
}

/** Other versions than the one that new hosts get lie in folders of their own: agents/NAME/agent-linux-x64.tar.gz. */
async function openShelf(
  folder: string,
  current: readonly Artifact[],
  byDigest: Map<string, Artifact>,
  log: Log,
): Promise<AgentShelf> {
  const top = await agentOf(current, true);
  const list = async () => {
    const names = await readdir(join(folder, OTHERS)).catch(() => []);
    const others: HandedAgent[] = [];
    for (const name of names.sort().slice(0, LIMITS.agentVersions)) {
      try {
        const found = await readAgents(join(folder, OTHERS, name));
        others.push(...(await agentOf(found, false)));
        for (const artifact of found) byDigest.set(artifact.digest, artifact);
      } catch (thrown) {
        log.warn('no agents are taken from there', { folder: name, why: BerthError.from(thrown).message });
      }
    }
    return [...top, ...others];
  };
  await list();
  return { list, has: (digest) => byDigest.has(digest) };
}

async function readAgents(folder: string): Promise<readonly Artifact[]> {
  const files = (await readdir(folder)).filter((file) => AGENT.test(file)).slice(0, LIMITS.agentPlatforms);
  return Promise.all(files.map((file) => readArtifact(join(folder, file), file)));
}

/** What archives of one folder are; none where there are none. */
async function agentOf(artifacts: readonly Artifact[], isCurrent: boolean): Promise<HandedAgent[]> {
  const agents = artifacts.filter(({ name }) => name.startsWith('agent-'));
  const [first] = agents;
  if (!first) return [];
  const archives = Object.fromEntries(
    agents.map(({ name, digest, bytes }) => [name.slice('agent-'.length), { digest, bytes }]),
  );
  return [{ version: await versionIn(first.path), archives, isCurrent }];
}

/** What its file VERSION says. */
async function versionIn(archive: string): Promise<string> {
  const { stdout } = await promisify(execFile)('tar', ['-xzOf', archive, 'VERSION'], { maxBuffer: 1024 });
  const version = stdout.trim();
  if (/^[\w.+-]{1,64}$/.test(version)) return version;
  throw new BerthError('corrupt', `${archive} says no version: its file VERSION should be like 1.2.3`);
}

/** The one that is asked for; the one that new hosts get unless it is said. */
export function chosenAgent(
  shelf: readonly HandedAgent[] | undefined,
  version: string | undefined,
): Pick<HandedAgent, 'version' | 'archives'> {
  if (!shelf || shelf.length === 0) {
    const how = 'it needs --authority, and what `npm run build:agent` makes';
    throw new BerthError('invalid_request', `this coordinator hands out no agents: ${how}`);
  }
  const found = shelf.find((agent) => (version === undefined ? agent.isCurrent : agent.version === version));
  if (found) return { version: found.version, archives: found.archives };
  const there = shelf.map((agent) => agent.version).join(', ');
  const how = `put its archives into agents/${version ?? 'VERSION'} of its folder of artefacts`;
  throw new BerthError('not_found', `there is no agent ${version ?? ''} here, only ${there}: ${how}`);
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
