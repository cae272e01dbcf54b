/**
 * `berth ledger recover`: what is there, which way leads back, and, when it was confirmed what is lost, that way. Offline: for
 * coordinators that have ended.
 */
import { createHash } from 'node:crypto';
import {
  type Actor,
  BerthError,
  type Block,
  type Clock,
  type Ids,
  LIMITS,
  type Log,
  type Random,
} from '@berth/core';
import {
  type CarriedOut,
  carryOut,
  isNothingToDo,
  OpenCopy,
  planRecovery,
  type RecoverableStream,
  type RecoveryPlan,
  type StoredBlock,
  type StreamSettings,
  type Survey,
  surveyStream,
} from '@berth/ledger';
import { type Announcement, blockCodec, type PeerCarrier } from '@berth/transport';

export type LedgerRecovery = {
  readonly survey: Survey;
  readonly plan: RecoveryPlan;
  /** Undefined where nothing was to do, or it was not confirmed. */
  readonly done?: CarriedOut;
  /** What has to be added to the command so that it does what it says; undefined when there is nothing to do. */
  readonly confirmBy?: string;
};

export type LedgerRecoveryDeps = {
  readonly stream: RecoverableStream;
  /** Data folders of coordinators. */
  readonly folders: readonly string[];
  readonly settings: StreamSettings;
  readonly peers: PeerCarrier;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Log;
};

export type Confirmation = {
  /** "stream" or a folder: whose blocks stay where they contradict each other. */
  readonly from?: string;
  readonly yes: boolean;
  readonly acceptLossAfter?: number;
  readonly actor: Actor;
};

/**
 * Epochs and generations that blocks which are lost, known or not, may have given out: far more than anybody can have
 * claimed.
 */
const SKIPPED = 1_000_000;
/** Coordinators announce themselves once a second. */
const LISTEN_MS = 2_500;
const AUTHOR = 'berth-ledger-recover';

/** Throws "conflict" when a coordinator runs, a person has to choose, or what was confirmed is not what is lost. */
export async function recoverLedger(
  deps: LedgerRecoveryDeps,
  confirmation: Confirmation,
): Promise<LedgerRecovery> {
  const { stream, clock, random, log, settings, ids } = deps;
  const surveying = { stream, codec: blockCodec, clock, random, log };
  const copies: OpenCopy[] = [];
  try {
    for (const folder of deps.folders) copies.push(await OpenCopy.open(folder, blockCodec));
    const survey: Survey = {
      stream: await surveyStream(surveying),
      copies: copies.map((copy) => copy.survey),
    };
    const plan = planRecovery(survey, confirmation.from);
    if (isNothingToDo(plan)) return { survey, plan };
    const confirmBy = confirmationOf(plan);
    if (!isConfirmed(plan, confirmation)) return { survey, plan, confirmBy };
    if (plan.stream.kind !== 'keep') await refuseWhileAnyRuns(deps);
    const maxBytes = maxBytesOf(survey) ?? settings.maxBytes;
    const done = await carryOut(
      {
        ...surveying,
        ...{ copies, ids, settings: { ...settings, maxBytes } },
        recoveredBlock: (what) => recoveredBlock(what, { actor: confirmation.actor, clock, ids }),
      },
      plan,
    );
    return { survey, plan, done };
  } finally {
    for (const copy of copies) await copy.close();
  }
}

function confirmationOf({ lost }: RecoveryPlan): string {
  return lost ? `--accept-loss-after ${lost.after}` : '--yes';
}

function isConfirmed(plan: RecoveryPlan, { yes, acceptLossAfter }: Confirmation): boolean {
  const { lost, line } = plan;
  if (acceptLossAfter === undefined) {
    if (!yes || !lost) return yes;
    const words = `--yes is for when nothing is lost: here it is what came after ${lost.after}; confirm by ${confirmationOf(plan)}`;
    throw new BerthError('conflict', words);
  }
  const after = lost?.after ?? line.head.index;
  // More is accepted than is lost: fine. Less: not what was meant.
  if (acceptLossAfter <= after) return true;
  const words = `--accept-loss-after ${acceptLossAfter}: but what came after ${after} is lost; nothing was changed`;
  throw new BerthError('conflict', words);
}

/** The announcements of those that run tell. */
async function refuseWhileAnyRuns({ peers, clock }: LedgerRecoveryDeps): Promise<void> {
  const heard = new Map<string, Announcement>();
  peers.onAnnouncement((said) => heard.set(said.name, said));
  await new Promise<void>((resolve) => clock.schedule(LISTEN_MS, resolve));
  if (heard.size === 0) return;
  const names = [...heard.values()].map(({ name, control }) => `${name} (${control})`).sort();
  throw new BerthError(
    'conflict',
    `coordinators run: ${names.join(', ')}: end all of them first; nothing was changed`,
  );
}

function maxBytesOf({ stream }: Survey): number | undefined {
  const set = stream.kind === 'there' ? stream.config.max_bytes : undefined;
  return typeof set === 'number' && set > 0 ? set : undefined;
}

/** Public for auditors: who did it, behind which block, and what was given up. */
function recoveredBlock(
  { line, first, lost, endIsGone, maxEpoch }: RecoveryPlan,
  { actor, clock, ids }: { readonly actor: Actor; readonly clock: Clock; readonly ids: Ids },
): StoredBlock {
  const { index: headIndex, hash: headHash } = line.head;
  const mayLack = lost !== undefined || endIsGone;
  const gone = lost ? lost.to - lost.after : 0;
  const epoch = maxEpoch + (mayLack ? SKIPPED : 0);
  const atMs = Math.round(clock.nowMs());
  const block: Block = {
    ledgerId: line.ledgerId,
    index: headIndex + 1,
    epoch,
    leader: AUTHOR,
    recordId: ids.next('rec'),
    timeMs: atMs,
    previousHash: headHash,
    events: [
      {
        kind: 'ledger.recovered',
        ...{ firstIndex: first, headIndex, headHash, epoch, actor, atMs },
        acknowledgedIndex: Math.max(headIndex, lost?.to ?? 0),
        generationsSkipped: mayLack ? Math.max(SKIPPED, gone * LIMITS.placementsPerPass) : 0,
      },
    ],
  };
  const bytes = blockCodec.encode(block);
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { index: block.index, previousHash: headHash, hash, bytes };
}
