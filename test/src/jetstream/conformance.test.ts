/** The laws of every ledger store, on the model of a stream and on a real server. */
import { join } from 'node:path';
import { openJetStreamStore } from '@berth/ledger';
import test from 'ava';
import { ledgerStoreConformance } from '../conformance/ledger-store.js';
import { type NatsServer, startNatsServer } from '../nats/servers.js';
import { stream, streamIds } from '../simulator/random-streams.js';
import { ProcessClock, VirtualTime } from '../simulator/virtual-time.js';
import { memoryRecords } from './memory-records.js';
import { ModelStream, NO_FAULTS } from './model-stream.js';
import { freshFolder, openStore, QUIET_LOG } from './nats-places.js';

const endings: (() => void | Promise<void>)[] = [];
let server: NatsServer;
let streams = 0;

test.before(async () => {
  server = await startNatsServer({ teardown: (run) => void endings.push(run) });
});
test.after.always(async () => {
  for (const end of endings.reverse()) await end();
});

ledgerStoreConformance('jetstream on the model', async (t) => {
  const time = new VirtualTime();
  const model = new ModelStream(time, stream(1, t.title), NO_FAULTS, () => {});
  let running = true;
  const run = async () => {
    while (running) if (!(await time.step(time.nowMs + 10_000))) await new Promise(setImmediate);
  };
  void run();
  t.teardown(() => {
    running = false;
  });
  const open = (local = memoryRecords()) =>
    openJetStreamStore({
      ...{ stream: model.connect(), local, ids: streamIds(1, 'ids'), log: QUIET_LOG },
      settings: { subject: 'ledger', replicas: 3, maxBytes: 2 ** 30 },
      clock: new ProcessClock(time, { offsetMs: 0 }),
      random: stream(1, 'store'),
    });
  const local = memoryRecords();
  return { open: () => open(local), openOther: () => open() };
});

ledgerStoreConformance('jetstream, one server', async (t) => {
  const folder = await freshFolder(t);
  const place = { servers: [server.url], stream: `ledger-${++streams}` };
  return {
    open: () => openStore({ ...place, folder: join(folder, 'one') }),
    openOther: () => openStore({ ...place, folder: join(folder, 'other') }),
  };
});
