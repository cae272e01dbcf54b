/** `node test/dist/e2e/kill-main.js 50`: the test of durability.test.ts, as often as one likes. */
import { Cluster } from './cluster.js';
import { killUnderLoad } from './kill-under-load.js';

const teardowns: (() => unknown)[] = [];
const cluster = await Cluster.open({ teardown: (run: () => unknown) => void teardowns.push(run) });
const report = await killUnderLoad(cluster, Number(process.argv[2] ?? 50));
const check = await cluster.client.verifyLedger();
process.stdout.write(
  `${report.kills} kills, ${report.acknowledged} applies acknowledged, ${report.lost.length} lost; ledger ${check.message}\n`,
);
for (const run of teardowns) await run();
process.exitCode = report.lost.length > 0 || !check.ok ? 1 : 0;
