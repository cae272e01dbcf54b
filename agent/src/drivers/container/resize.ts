/** Other limits for a container that goes on. */
import { BerthError } from '@berth/core';
import { sizeLimits } from './create-body.js';
import { type Engine, isCode } from './engine.js';

/** Podman has taken the call of Docker only lately, and had one of its own before. */
export async function resizeContainer(
  engine: Engine,
  container: string,
  quantities: Readonly<Record<string, number>>,
): Promise<void> {
  const limits = sizeLimits(quantities);
  try {
    await engine
      .json('POST', `/containers/${container}/update`, { body: limits })
      .catch((thrown: unknown) => {
        if (!isCode(thrown, 'not_found')) throw thrown;
        const { Memory: limit = -1, MemorySwap: swap = -1, CpuShares: shares } = limits;
        const body = { memory: { limit, swap }, cpu: { shares } };
        return engine.json('POST', `/libpod/containers/${container}/update`, { body });
      });
  } catch (thrown) {
    const { code, message } = BerthError.from(thrown);
    if (code === 'unreachable') throw thrown;
    const why = `its limits cannot be changed while it runs: ${message}`;
    throw new BerthError('conflict', why, { cause: thrown });
  }
}
