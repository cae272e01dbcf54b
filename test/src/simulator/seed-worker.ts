/** A thread that runs seeds, each twice, one after the other as they are given out. */
import { parentPort, workerData } from 'node:worker_threads';
import { runTwice } from './campaign.js';
import type { RunOptions } from './run-seed.js';

const options = workerData as Omit<RunOptions, 'seed'>;
parentPort?.on('message', (seed: number) => {
  void runTwice({ ...options, seed }).then((result) => {
    const { violation } = result;
    parentPort?.postMessage({ ...result, ...(violation && { violation: { message: violation.message } }) });
  });
});
