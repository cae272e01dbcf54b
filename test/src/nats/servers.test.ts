/** The servers of the other tests are real ones, and new enough. */
import test from 'ava';
import { startNatsCluster, startNatsServer } from './servers.js';

test('one server keeps a name and a disk through a kill and a restart', async (t) => {
  const server = await startNatsServer(t);
  const first = server.pid;
  t.true(await server.isHealthy(true));
  await server.kill();
  t.false(await server.isHealthy());
  await server.start();
  t.not(server.pid, first);
  t.true(await server.isHealthy(true));
});

test('three servers find each other', async (t) => {
  const servers = await startNatsCluster(t);
  const answers = await Promise.all(
    servers.map(
      async ({ monitorUrl }) => (await (await fetch(`${monitorUrl}/varz`)).json()) as { version: string },
    ),
  );
  t.deepEqual(
    answers.map(({ version }) => version),
    Array(3).fill(answers[0]?.version),
  );
});
