/** The doors: who is let in at which, and who is cut off before. On real sockets. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { connect } from '@berth/client';
import { BerthError, nodeId } from '@berth/core';
import { Authority, type Credentials, type Peer, peerOf, readIdentity } from '@berth/identity';
import { secureBytes, systemClock } from '@berth/runtime';
import { grpcAgentCarrier } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { Cluster } from '../e2e/cluster.js';
import { helloOf, joinBy, linkBy } from './hosts.js';

const clock = systemClock();
const HOUR_MS = 3_600_000;

async function secured(t: ExecutionContext): Promise<{ cluster: Cluster; folder: string }> {
  const cluster = await Cluster.open(t);
  const folder = join(cluster.folder, 'authority');
  await cluster.coordinator('--authority', folder);
  return { cluster, folder };
}

function port(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

/** Why the control API does not answer; "answers" when it does. */
async function control(cluster: Cluster, credentials: Credentials | undefined): Promise<string> {
  const client = connect({ address: cluster.control, clock, identity: () => credentials, timeoutMs: 10_000 });
  try {
    await client.info();
    return 'answers';
  } catch (thrown) {
    return BerthError.from(thrown).message;
  } finally {
    client.close();
  }
}

/** Why the listener for agents lets nobody in; "lets in" when it does. */
async function fleet(cluster: Cluster, credentials: Credentials | undefined, node = 'n1'): Promise<string> {
  const side = linkBy(cluster, credentials, node);
  side.up().catch(() => {});
  const first = await side.journal.until(({ what }) => what === 'up' || what === 'down');
  if (first.what === 'up') side.link.close();
  return first.what === 'down' ? first.why : 'lets in';
}

test('each door is for its own kind of certificate, and of this authority only', async (t) => {
  const { cluster, folder } = await secured(t);
  const deps = { nowMs: () => clock.nowMs(), secureBytes };
  const authority = await Authority.open(folder, deps);
  const stranger = await Authority.open(join(cluster.folder, 'other-authority'), deps);
  const node = await joinBy(cluster, await cluster.token('--node', 'n1'), { node: 'n1' });
  const user = await authority.credentials({ kind: 'user', name: 'eve' }, HOUR_MS);
  const coordinator = await authority.credentials({ kind: 'coordinator', name: 'c2' }, HOUR_MS);
  const trusting = (credentials: Credentials): Credentials => ({
    ...credentials,
    authority: authority.bundle,
  });
  const foreignUser = trusting(await stranger.credentials({ kind: 'user', name: 'admin' }, HOUR_MS));
  const foreignNode = trusting(await stranger.credentials({ kind: 'node', name: 'n1' }, HOUR_MS));

  t.is(await control(cluster, user), 'answers');
  t.is(await control(cluster, coordinator), 'answers');
  t.regex(await control(cluster, node), /a node \("n1"\) has no business here/);
  t.regex(await control(cluster, foreignUser), /cannot reach/);
  t.regex(
    await control(cluster, undefined),
    /the connection was cut; if the coordinator asks who you are, name your identity/,
  );

  t.is(await fleet(cluster, node), 'lets in');
  t.regex(await fleet(cluster, user), /a user \("eve"\) has no business here/);
  t.regex(await fleet(cluster, foreignNode), /cannot reach/);
  t.regex(await fleet(cluster, undefined), /join with a token/);
  // Nor does a client take somebody else for a coordinator.
  t.regex(await control(cluster, { ...user, authority: stranger.bundle }), /cannot reach/);
});

test('a certificate that the authority has signed and the ledger does not know opens nothing', async (t) => {
  const { cluster, folder } = await secured(t);
  await joinBy(cluster, await cluster.token('--node', 'n1'), { node: 'n1' });
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  for (const [name, why] of [
    ['n1', /does not count any more/],
    ['n2', /is not enrolled here/],
  ] as const) {
    const forged = await authority.credentials({ kind: 'node', name }, HOUR_MS);
    const side = linkBy(cluster, forged, name);
    await side.up();
    side.link.send(helloOf(name));
    const refused = await side.message((message) => message.kind === 'refused');
    t.regex(refused?.kind === 'refused' ? refused.message : '', why);
  }
});

test('TLS 1.2 is refused at every door', async (t) => {
  const { cluster, folder } = await secured(t);
  const admin = await readIdentity(join(folder, 'admin.json'));
  for (const address of [cluster.control, cluster.fleet, cluster.enrol]) {
    const socket = connectTls({
      ...{ host: '127.0.0.1', port: port(address), maxVersion: 'TLSv1.2', rejectUnauthorized: false },
      ...{ cert: admin?.certificate, key: admin?.key, ALPNProtocols: ['h2'] },
    });
    const [thrown] = await once(socket, 'error');
    t.regex(String(thrown), /protocol version|EPROTO|ECONNRESET/i, address);
  }
});

/** At the door of users a token does as well: users.test.ts. */
test('without a certificate nothing is answered at the door of agents', async (t) => {
  const { cluster } = await secured(t);
  const socket = connectTls({
    ...{ host: '127.0.0.1', port: port(cluster.fleet), rejectUnauthorized: false, ALPNProtocols: ['h2'] },
  });
  socket.on('error', () => {});
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  let received = 0;
  socket.on('data', (data: Buffer) => {
    received += data.length;
  });
  await new Promise((resolve) => socket.once('close', resolve));
  t.is(received, 0);
});

test('who is slow to shake hands is cut off, and others get in meanwhile', async (t) => {
  const { cluster } = await secured(t);
  const slow = Array.from({ length: 50 }, () => {
    const socket = connectTcp(port(cluster.fleet), '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    // The beginning of a hello, and then a byte now and again.
    socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    const drip = setInterval(() => socket.write(Buffer.from([0])), 500);
    socket.once('close', () => clearInterval(drip));
    return socket;
  });
  const ended = slow.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  await cluster.join('n1');
  await Promise.all(ended);
  t.is((await cluster.client.getNode('n1')).node.connection, 'up');
});

test('only a coordinator speaks for a node, in its own name, and not beyond what the node has proved', async (t) => {
  const { cluster, folder } = await secured(t);
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const node = await joinBy(cluster, await cluster.token('--node', 'n1'), { node: 'n1' });
  const coordinator = await authority.credentials({ kind: 'coordinator', name: 'c2' }, HOUR_MS);
  const proof = peerOf(node);
  const opened = async (credentials: Credentials, relayedBy: string, given: Peer | undefined) => {
    const carrier = grpcAgentCarrier({
      address: cluster.fleet,
      clock,
      relayedBy,
      identity: () => credentials,
    });
    const ends: string[] = [];
    return new Promise<string>((resolve) => {
      const link = carrier.open(
        nodeId('n1'),
        {
          onUp: () => link.send(helloOf('n1')),
          onMessage: ({ kind }) => {
            ends.push(kind);
            link.close();
          },
          onDown: (why) => resolve(ends[0] ?? why),
        },
        given,
      );
    });
  };
  t.regex(await opened(node, 'c2', proof), /node "n1" speaks for nobody else/);
  t.regex(await opened(coordinator, 'c3', proof), /coordinator "c2" has to say that it speaks for a node/);
  t.regex(await opened(coordinator, 'c2', undefined), /nothing says by what node "n1" has proved itself/);
  t.is(await opened(coordinator, 'c2', { ...proof, serial: 'abc' }), 'refused');
  t.is(await opened(coordinator, 'c2', proof), 'welcome');
});
