/** `berth retry`: what failed is tried again, from the start. */
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';

export type RetryOptions = CommonOptions & { readonly reason?: string };

export async function retry(
  target: string,
  { reason, ...options }: RetryOptions,
  effects: Effects,
): Promise<void> {
  const actor = { name: effects.userName, ...(reason !== undefined && { reason }) };
  await withClient(options, effects, async (client) => {
    const retried = await client.retry({ target, actor });
    if (printJson(options, effects, retried)) return;
    for (const workload of retried.workloads) effects.out(`${workload}: what failed is tried again\n`);
  });
}
