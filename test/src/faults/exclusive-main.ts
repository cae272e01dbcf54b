/** `npm run test:exclusive [-- ROUNDS]`: exclusive copies under cuts of random length. Exits 1 when two ever ran at once. */
import { CUTS, exclusiveCampaign } from './exclusive.js';

async function main(rounds: number): Promise<number> {
  const ends: (() => unknown)[] = [];
  const say = (text: string) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
  try {
    say(`${rounds} rounds of ${CUTS.join(', ')}`);
    const { violations, starts, replaced, recoveredMs } = await exclusiveCampaign(
      { teardown: (end) => ends.push(end) },
      { rounds, random: Math.random, say },
    );
    const slowest = (Math.max(0, ...recoveredMs) / 1000).toFixed(1);
    say(
      `${recoveredMs.length} rounds, ${starts} starts, ${replaced} on another node or anew; at most ${slowest} s to all running after a cut`,
    );
    for (const violation of violations) say(`VIOLATION ${violation}`);
    if (violations.length === 0) say('never two at once');
    return violations.length === 0 ? 0 : 1;
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

process.exitCode = await main(Number(process.argv[2] ?? 50));
