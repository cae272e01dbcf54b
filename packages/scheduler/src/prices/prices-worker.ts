/** The thread that solves for `price-solver.ts`: one answer per job, in order. */
import { parentPort } from 'node:worker_threads';
import type { PriceAnswer, PriceJob } from './price-worker-messages.js';
import { solvePrices } from './solve-prices.js';

parentPort?.on('message', async ({ id, input, limits }: PriceJob) => {
  // It never rejects: what goes wrong is a result.
  const answer: PriceAnswer = { id, result: await solvePrices(input, limits) };
  parentPort?.postMessage(answer);
});
