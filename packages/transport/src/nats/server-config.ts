/**
 * The configuration of a NATS server for one cluster: an account of its own, one user for the coordinators, one for each
 * agent. Only what is allowed is listed, and for agents only by exact subject: what is not there is forbidden. There
 * are no deny rules, which meet wildcards in surprising ways, and no user for who names none.
 */
import type { NodeId } from '@berth/core';
import { fleetSubjects } from './subjects.js';

export type NatsServerWish = {
  readonly cluster: string;
  /** "HOST:PORT". */
  readonly listen: string;
  /** Public keys ("U..."). */
  readonly coordinator: string;
  readonly agents: readonly { readonly node: NodeId; readonly publicKey: string }[];
  /** Folder of streams, for a replicated ledger; none where NATS carries messages only. */
  readonly streams?: string;
  /** PEM files; without them passwords are not at risk (keys are used), but what agents send can be read. */
  readonly tls?: {
    readonly cert: string;
    readonly key: string;
    /** Who vouches for clients, which then need a certificate, besides their key. */
    readonly ca?: string;
  };
};

type Permissions = {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer each request once. */
  readonly answers: boolean;
};

/** The key of a user, as it stands in a configuration. */
export function isNatsPublicKey(text: string): boolean {
  return /^U[A-Z2-7]{55}$/.test(text);
}

/** The text of the file. Throws "invalid_request" for a name of a cluster that is none. */
export function natsServerConfig(wish: NatsServerWish): string {
  const { cluster, coordinator, agents } = wish;
  const users = [
    userOf(coordinator, 'coordinators', coordinatorPermissions(cluster)),
    ...agents.map(({ node, publicKey }) =>
      userOf(publicKey, `agent ${node}`, agentPermissions(cluster, node)),
    ),
  ];
  return [
    `# NATS for the Berth cluster "${cluster}". Written by \`berth nats config\`, which writes it anew: keep changes elsewhere.`,
    ...serverLines(wish),
    'accounts {',
    '  BERTH {',
    ...(wish.streams === undefined ? [] : ['    jetstream: enabled']),
    '    users: [',
    ...users,
    '    ]',
    '  }',
    '  SYS { users: [] }',
    '}',
    'system_account: SYS',
    '',
  ].join('\n');
}

function serverLines({ listen, streams, tls, agents }: NatsServerWish): string[] {
  return [
    `listen: ${JSON.stringify(listen)}`,
    '# What agents send is cut into parts of 64 KB, blocks of the ledger are larger.',
    'max_payload: 8MB',
    '# A coordinator hears all agents at once: it may fall behind for a moment without being cut off.',
    'max_pending: 256MB',
    `max_connections: ${Math.max(256, 2 * agents.length + 64)}`,
    '# After an outage all agents log in within half a minute: who waits for his turn is no intruder.',
    'authorization { timeout: 15 }',
    ...(tls
      ? [
          'tls {',
          `  cert_file: ${JSON.stringify(tls.cert)}`,
          `  key_file: ${JSON.stringify(tls.key)}`,
          ...(tls.ca === undefined ? [] : [`  ca_file: ${JSON.stringify(tls.ca)}`, '  verify: true']),
          '  timeout: 15',
          '  connection_rate_limit: 200',
          '}',
        ]
      : []),
    ...(streams === undefined
      ? []
      : [
          '# Every acknowledged block is on the disk: the default syncs every two minutes.',
          `jetstream { store_dir: ${JSON.stringify(streams)}, sync_interval: always }`,
        ]),
  ];
}

function agentPermissions(cluster: string, node: NodeId): Permissions {
  const { up, down, agentInbox } = fleetSubjects(cluster);
  return { publish: [up(node)], subscribe: [down(node), `${agentInbox(node)}.>`], answers: false };
}

function coordinatorPermissions(cluster: string): Permissions {
  const { anyUp, anyDown, coordinatorInbox, ledger, amongCoordinators } = fleetSubjects(cluster);
  return {
    publish: [anyDown, ledger, `${amongCoordinators}.>`, '$JS.API.>', '$JS.ACK.>'],
    subscribe: [anyUp, `${coordinatorInbox}.>`, `${amongCoordinators}.>`, '_INBOX.>'],
    answers: true,
  };
}

function userOf(publicKey: string, who: string, { publish, subscribe, answers }: Permissions): string {
  const list = (subjects: readonly string[]) => subjects.map((subject) => JSON.stringify(subject)).join(', ');
  return [
    `      # ${who}`,
    `      { nkey: ${publicKey}, permissions: {`,
    `        publish: { allow: [${list(publish)}] }`,
    `        subscribe: { allow: [${list(subscribe)}] }`,
    ...(answers ? ['        allow_responses: { max: 1, expires: "1m" }'] : []),
    '      } }',
  ].join('\n');
}
