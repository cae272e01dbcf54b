/** A thread that runs seeds, one after the other as they are given out. */
import { parentPort, workerData } from 'node:worker_threads';
import { runInCampaign } from './campaign.js';
import type { RunOptions } from './run-seed.js';

const options = workerData as Omit<RunOptions, 'seed'>;
parentPort?.on('message', (seed: number) => {
  void runInCampaign({ ...options, seed }).then((result) => {
    const { violation } = result;
    parentPort?.postMessage({ ...result, ...(violation && { violation: { message: violation.message } }) });
  });
});
