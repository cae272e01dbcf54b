/**
 * Seeds that found something, with 4,000 steps and the simulator of that time: what a seed draws changes with every kind of
 * fault and request that is added. They stay, and so must what they found be mended. One coordinator, unless said otherwise.
 */
export const SEEDS: readonly {
  readonly seed: number;
  readonly found: string;
  readonly coordinators?: number;
}[] = [
  { seed: 1, found: 'the order of a stack in the ledger differed from the one in memory' },
  { seed: 8, found: 'an assignment that changed while a run was being started was forgotten' },
  { seed: 46, found: 'an update started an exclusive copy beside the old one' },
  { seed: 57, found: 'an exclusive run was started again before the agent had heard where it runs now' },
  { seed: 32, found: 'a status was told that was not durable yet' },
  { seed: 5, found: 'sequence numbers of forgotten placements were given again after a restart' },
  { seed: 200, found: 'a run that was found again after an in-doubt start was never called running' },
  { seed: 34, found: 'a checkpoint missed where a node goes on searching for ports' },
  { seed: 33, found: 'a checkpoint missed that a stack had lost a workload' },
  { seed: 15, found: 'room was counted for a copy that another one of its workload held' },
  {
    seed: 18,
    found: 'room was taken and made again without end for a copy that its spread did not let in yet',
  },
  {
    seed: 101,
    coordinators: 3,
    found: 'a leader that ended while its append failed kept a checkpoint that was ahead of the ledger',
  },
  { seed: 27, coordinators: 3, found: 'the hook after an exclusive run came when another copy ran' },
  { seed: 131, coordinators: 3, found: 'what was deleted waited to end after one that needs it no more' },
];
