/** Kills the coordinator again and again while requests come in, and checks what was acknowledged after each time. */
import type { Cluster } from './cluster.js';

export type KillReport = {
  readonly kills: number;
  readonly acknowledged: number;
  readonly lost: readonly string[];
};

const WRITERS = 8;
/** Before each kill: a machine that is busy with other things must not make an empty test. */
const ACKNOWLEDGED_EACH = 6;

export async function killUnderLoad(cluster: Cluster, kills: number): Promise<KillReport> {
  const acknowledged = new Set<string>();
  const lost: string[] = [];
  let number = 0;
  for (let kill = 0; kill < kills; kill++) {
    await cluster.coordinator('--log-level', 'error');
    lost.push(...(await missing(cluster, acknowledged)));
    let running = true;
    const write = async () => {
      while (running) {
        const stack = `s-${++number}`;
        const process = { command: ['true'] };
        try {
          await cluster.apply({ stack, workloads: { w: { replicas: 0, process } } });
          acknowledged.add(stack);
        } catch {
          // Not acknowledged: it may be there or not.
          running = false;
        }
      }
    };
    const writers = [...Array(WRITERS).keys()].map(write);
    const before = acknowledged.size;
    while (running && acknowledged.size < before + ACKNOWLEDGED_EACH) await pause(5);
    await pause((kill * 37) % 230);
    await cluster.killCoordinator();
    await Promise.all(writers);
  }
  await cluster.coordinator('--log-level', 'error');
  lost.push(...(await missing(cluster, acknowledged)));
  return { kills, acknowledged: acknowledged.size, lost };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function missing(cluster: Cluster, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const { stacks } = await cluster.client.listStacks();
  const there = new Set(stacks.map((status) => status.stack));
  return [...acknowledged].filter((stack) => !there.has(stack));
}
