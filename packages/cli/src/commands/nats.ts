/** `berth nats`: what a NATS server has to know of a cluster, and the keys of those who log in to it. */
import { createNatsUser, isNatsPublicKey, natsServerConfig, publicKeyOf } from '@berth/client';
import { BerthError, isName, type NodeId, nodeId } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';

export type NatsConfigOptions = CommonOptions & {
  /** Folder that is written: nats.conf, and keys/NAME.seed for who has none yet. */
  readonly out: string;
  readonly node: readonly string[];
  /** A name a line, or a name and a public key whose seed stays with its owner. */
  readonly nodes?: string;
  readonly cluster: string;
  readonly listen: string;
  readonly streams?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
};

type Key = { readonly publicKey: string; readonly seedFile?: string; readonly isNew: boolean };
type Wanted = { readonly node: NodeId; readonly publicKey?: string };

const COORDINATOR = 'coordinator';

/** Keys that are there stay as they are: a node more does not lock the others out. */
export async function natsConfig(options: NatsConfigOptions, effects: Effects): Promise<void> {
  if (!isName(options.cluster)) {
    const form = 'use a-z, 0-9 and inner dashes, at most 63';
    throw new BerthError(
      'invalid_request',
      `--cluster "${options.cluster}" is no name of a cluster: ${form}`,
    );
  }
  const wanted = await wantedNodes(options, effects);
  const tls = tlsOf(options);
  const coordinator = await keyOf(`${options.out}/keys/${COORDINATOR}.seed`, effects);
  const agents: (Key & { readonly node: NodeId })[] = [];
  for (const { node, publicKey } of wanted) {
    const file = `${options.out}/keys/agent-${node}.seed`;
    const key: Key = publicKey === undefined ? await keyOf(file, effects) : { publicKey, isNew: false };
    agents.push({ node, ...key });
  }
  const text = natsServerConfig({
    cluster: options.cluster,
    listen: options.listen,
    coordinator: coordinator.publicKey,
    agents,
    ...(options.streams !== undefined && { streams: options.streams }),
    ...(tls && { tls }),
  });
  const config = `${options.out}/nats.conf`;
  await effects.writeFile(config, text);
  report({ config, coordinator, agents }, options, effects);
}

/** A new key: the seed goes to a file of its owner only, the public key to standard output. */
export async function natsKey(file: string, options: CommonOptions, effects: Effects): Promise<void> {
  const { publicKey, isNew } = await keyOf(file, effects);
  if (printJson(options, effects, { seedFile: file, publicKey, isNew })) return;
  effects.out(`${publicKey}\n`);
}

async function wantedNodes(options: NatsConfigOptions, effects: Effects): Promise<readonly Wanted[]> {
  const lines = options.nodes === undefined ? [] : (await effects.readFile(options.nodes)).split(/\r?\n/);
  const given = [
    ...options.node.map((text) => readNode(text, '--node')),
    ...lines.flatMap((line, at) => {
      const text = line.replace(/#.*/, '').trim();
      return text === '' ? [] : [readNode(text, `${options.nodes}:${at + 1}`)];
    }),
  ];
  const wanted =
    options.nodes === undefined && given.length === 0 ? await knownNodes(options, effects) : given;
  const twice = wanted.find(({ node }, at) => wanted.findIndex((other) => other.node === node) !== at);
  if (twice) throw new BerthError('invalid_request', `node "${twice.node}" is named twice`);
  if (wanted.length === 0) {
    throw new BerthError('invalid_request', 'there are no nodes: name them by --node or --nodes FILE');
  }
  return wanted;
}

function knownNodes(options: NatsConfigOptions, effects: Effects): Promise<Wanted[]> {
  return withClient(options, effects, async (client) => {
    const { nodes } = await client.listNodes();
    return nodes.map(({ id }) => ({ node: nodeId(id) }));
  });
}

function readNode(text: string, where: string): Wanted {
  const [name = '', publicKey, ...more] = text.split(/\s+/);
  if (!isName(name) || more.length > 0) {
    const form = 'write a name of a-z, 0-9 and inner dashes, and behind it a public key if there is one';
    throw new BerthError('invalid_request', `${where} "${text}" names no node: ${form}`);
  }
  if (publicKey === undefined) return { node: nodeId(name) };
  if (isNatsPublicKey(publicKey)) return { node: nodeId(name), publicKey };
  throw new BerthError('invalid_request', `${where}: "${publicKey}" is no public key of a user ("U...")`);
}

function tlsOf({ tlsCert: cert, tlsKey: key, tlsCa: ca }: NatsConfigOptions) {
  if (cert !== undefined && key !== undefined) return { cert, key, ...(ca !== undefined && { ca }) };
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  throw new BerthError('invalid_request', 'TLS needs both: --tls-cert FILE and --tls-key FILE');
}

async function keyOf(seedFile: string, effects: Effects): Promise<Key> {
  const seed = await effects.readFile(seedFile).catch((thrown: unknown) => {
    if (thrown instanceof BerthError && thrown.code === 'not_found') return undefined;
    throw thrown;
  });
  if (seed !== undefined) return { publicKey: await keyIn(seedFile, seed), seedFile, isNew: false };
  const user = await createNatsUser();
  await effects.writeSecret(seedFile, `${user.seed}\n`);
  return { publicKey: user.publicKey, seedFile, isNew: true };
}

async function keyIn(file: string, seed: string): Promise<string> {
  return publicKeyOf(seed).catch((thrown: unknown) => {
    throw new BerthError('invalid_request', `${file}: ${BerthError.from(thrown).message}`, { cause: thrown });
  });
}

function report(
  written: {
    readonly config: string;
    readonly coordinator: Key;
    readonly agents: readonly (Key & { readonly node: NodeId })[];
  },
  options: NatsConfigOptions,
  effects: Effects,
): void {
  if (printJson(options, effects, { cluster: options.cluster, ...written })) return;
  const { config, coordinator, agents } = written;
  const fresh = [coordinator, ...agents].filter(({ isNew }) => isNew).length;
  const cluster = options.cluster === 'default' ? '' : ` --nats-cluster ${options.cluster}`;
  const scheme = options.tlsCert === undefined ? 'nats' : 'tls';
  const url = `${scheme}://${options.listen}${cluster}`;
  effects.out(
    [
      `${config}: ${agents.length} agents and the coordinators, ${fresh} new keys`,
      `  nats-server -c ${config}`,
      `  berth coordinator --nats ${url} --nats-credentials ${coordinator.seedFile} ...`,
      `  berth agent --node ${agents[0]?.node} --nats ${url} --nats-credentials ${agents[0]?.seedFile ?? 'SEED'} ...`,
      '',
    ].join('\n'),
  );
}
