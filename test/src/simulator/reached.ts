/** What a long campaign has to have met at least once: one that never met a fault says nothing about it. */
const ALWAYS = [
  'a start waited for what it needs',
  'agent crashed',
  'copy given up',
  'copy preempted',
  'done: applied',
  'end in reverse',
  'done: confirmed',
  'done: deleted',
  'done: dispatched',
  'done: dispatch-stopped',
  'done: eligibility-set',
  'done: move-begun',
  'done: placed',
  'done: released',
  'done: volume-removed',
  'evicting taint',
  'failed copy placed again',
  'fence fell',
  'gang began',
  'hook: afterStop',
  'hook: beforeStart',
  'host rebooted',
  'in-doubt start found',
  'in-doubt start never happened',
  'limits changed',
  'limits refused',
  'log: assignment came in pieces',
  'log: assignment does not fit: asking for all of it',
  'log: assignment lacks pieces: asking for all of it',
  'message cut off',
  'message dropped',
  'message repeated',
  'move of a plan',
  'need waited for',
  'needs were met',
  'one-way partition',
  'partition',
  'preempted room taken',
  'run on a schedule',
  'run forgotten',
  'coordinator started from a checkpoint',
];

const ALONE = ['append failed', 'coordinator crashed'];

/** Every branch of RESOLVE (packages/ledger/src/jetstream/append.ts). */
const APPENDS = [
  ...['acknowledged', 'acknowledged_after_resend', 'no_answer', 'wrong_last_sequence'],
  ...['wrong_acknowledgement', 'refused', 'own_record_found', 'other_record_found', 'nothing_there'],
  ...['unreadable', 'gave_up'],
].map((step) => `append: ${step}`);

const STREAM = [
  ...['lost', 'zombie_sent', 'zombie_stored', 'zombie_refused', 'answer_lost', 'false_ack'],
  ...['wrong_last_of_uncommitted', 'wrong_last_of_committed', 'election', 'proposal_kept'],
  ...['proposal_dropped', 'stall', 'isolation', 'isolated_proposal_dropped', 'stale_read', 'read_lost'],
  ...['follow_skipped', 'follow_stalled', 'follow_ended', 'refused_full', 'cut_off'],
].map((event) => `stream: ${event}`);

const SEVERAL = [
  'log: another one claimed first',
  'coordinator stopped: corrupt',
  'coordinator stopped: storage',
  'cut: coordinator and client',
  'cut: coordinator and coordinator',
  'cut: coordinator and stream',
  'damage refused by all',
  'follower compared with the ledger',
  'follower crashed',
  'follower ended: in order',
  'follower paused',
  'leader compared with the ledger',
  'leader crashed',
  'leader ended: in order',
  'leader paused',
  'leader took over',
  'log: deposed: follows again',
  'one-way cut of a coordinator',
  'stream made anew',
  'stream removed',
  'stream truncated',
];

export function reached(coordinators: number): readonly string[] {
  return coordinators > 1 ? [...ALWAYS, ...APPENDS, ...STREAM, ...SEVERAL] : [...ALWAYS, ...ALONE];
}
