/** Other limits for a container that goes on. */
import { BerthError } from '@berth/core';
import { sizeLimits } from './create-body.js';
import { type Engine, isCode } from './engine.js';

/** Podman's own calls have a version in their paths. */
const PODMAN = '/v4.0.0/libpod';

/** Podman has taken the call of Docker only lately, and had one of its own before. */
export async function resizeContainer(
  engine: Engine,
  container: string,
  quantities: Readonly<Record<string, number>>,
): Promise<void> {
  const limits = sizeLimits(quantities);
  // Engines answer in words of their own.
  const update = async (path: string, body: object) =>
    void (await engine.open('POST', `${path}/containers/${container}/update`, { body })).resume();
  try {
    await update('', limits).catch((thrown: unknown) => {
      if (!isCode(thrown, 'not_found')) throw thrown;
      const { Memory: limit = -1, MemorySwap: swap = -1, CpuShares: shares } = limits;
      return update(PODMAN, { memory: { limit, swap }, cpu: { shares } });
    });
  } catch (thrown) {
    const { code, message } = BerthError.from(thrown);
    if (code === 'unreachable') throw thrown;
    const why = `its limits cannot be changed while it runs: ${message}`;
    throw new BerthError('conflict', why, { cause: thrown });
  }
}
