import {
  BerthError,
  type Block,
  type DrainOrder,
  formatQuantity,
  givenUpText,
  type LedgerEvent,
  type NeedLack,
  type NeedState,
  type NominationOutcome,
  REJECT_REASONS,
  seenOf,
  subjectsOf,
} from '@berth/core';
import { type CommonOptions, type Effects, withClient } from '../effects.js';
import { identityLines } from '../identity-lines.js';
import { droppedText, paint, preemptedBy } from '../render.js';
import { userLines } from '../user-lines.js';
import { agentUpdateLines } from './agent-update.js';

export type EventsOptions = CommonOptions & {
  /** A ledger index, or milliseconds back from now. */
  readonly since?: { readonly index: number } | { readonly agoMs: number };
  readonly follow?: boolean;
  readonly actor?: string;
  readonly node?: string;
  readonly stack?: string;
};

const LAST_BLOCKS = 50;

export async function events(options: EventsOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { index, oldest } = await client.info();
    const { since, follow = false } = options;
    const filtered = isFiltered(options);
    const lastOnes = filtered ? 1 : index - LAST_BLOCKS + 1;
    const from = since === undefined ? lastOnes : 'index' in since ? since.index : 1;
    const notBeforeMs =
      since && 'agoMs' in since ? effects.clock.nowMs() - since.agoMs : Number.NEGATIVE_INFINITY;
    if (from > index && !follow) return;
    // Whoever may see a part of it only may watch the ledger, and not copy it.
    const watch = client.watch({ fromIndex: Math.max(1, oldest, from) }, effects.signal);
    for await (const item of watch) {
      if (item.kind !== 'block')
        throw new BerthError('too_old', `events before index ${item.oldest} are not kept: start from there`);
      if (item.block.timeMs >= notBeforeMs) {
        const block = filtered ? matching(item.block, options) : item.block;
        effects.out(options.json ? jsonLines(block) : blockLines(block, effects));
      }
      if (!follow && item.block.index >= index) return;
    }
  });
}

function isFiltered({ actor, node, stack }: EventsOptions): boolean {
  return actor !== undefined || node !== undefined || stack !== undefined;
}

/** The block with what all filters let through. */
function matching(block: Block, { actor, node, stack }: EventsOptions): Block {
  const seen = stack === undefined ? block : seenOf(block, (name) => name === stack);
  const events = seen.events.filter((event) => {
    const about = subjectsOf(event);
    if (actor !== undefined && about.actor?.name !== actor) return false;
    if (node !== undefined && !about.nodes.some((id) => id === node)) return false;
    return stack === undefined || about.stacks.includes(stack);
  });
  return { ...block, events };
}

function jsonLines(block: Block): string {
  const { index, epoch, timeMs } = block;
  return block.events.map((event) => `${JSON.stringify({ index, epoch, timeMs, event })}\n`).join('');
}

export function blockLines(block: Block, effects: Effects): string {
  const time = clockTime(block.timeMs);
  const head = `${paint(effects, 'dim', `${String(block.index).padStart(6)} ${time}`)}`;
  return block.events
    .flatMap(eventLines)
    .map((line) => `${head}  ${line}\n`)
    .join('');
}

/** Time of day in UTC, HH:MM:SS. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000) % 86_400;
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}

/** What somebody typed must not draw on the terminal of whoever reads it. */
function quoted(command: readonly string[]): string {
  return command.map((part) => (/^[\w./:=@%+,-]+$/.test(part) ? part : JSON.stringify(part))).join(' ');
}

/** One line for people per thing that happened. */
export function eventLines(event: LedgerEvent): string[] {
  switch (event.kind) {
    case 'leader.claimed':
      return [`${event.leader} leads epoch ${event.epoch}`];
    case 'ledger.recovered': {
      const { headIndex, acknowledgedIndex, actor } = event;
      const lost =
        acknowledgedIndex > headIndex
          ? `${headIndex + 1} to ${acknowledgedIndex} given up`
          : 'nothing known to be lost';
      return [
        `ledger recovered behind block ${headIndex}, ${lost}, by ${actor.name}${because(actor.reason)}`,
      ];
    }
    case 'node.registered': {
      const { cpu, memory } = event.node.inventory.resources;
      const size = `cpu ${formatQuantity('cpu', cpu?.total ?? 0)}, memory ${formatQuantity('memory', memory?.total ?? 0)}`;
      const agent = event.node.agent ? `, agent ${event.node.agent.version}` : '';
      return [`node ${event.node.id} registered: site ${event.node.site}, ${size}${agent}`];
    }
    case 'node.connection-changed':
      return [`node ${event.node} is ${event.connection}`];
    case 'node.eligibility-changed':
      return [`node ${event.node} is ${event.eligibility}${drainText(event.drain)}, by ${event.actor.name}`];
    case 'node.removed':
      return [`node ${event.node} removed, by ${event.actor.name}`];
    case 'stack.applied':
      return [
        `stack ${event.stack} version ${event.version} applied, by ${event.actor.name}${because(event.actor.reason)}`,
      ];
    case 'stack.deleted':
      return [`stack ${event.stack} deleted, by ${event.actor.name}${because(event.actor.reason)}`];
    case 'placements.made':
      return event.replicas.map(
        (replica, row) =>
          `${event.workload}/${replica}.${event.firstGeneration + row} placed on ${event.nodes[row]} (${event.cause})`,
      );
    case 'placements.stopped':
      return event.placements.map(
        (id) => `${id} to stop (${event.by ? preemptedBy(event.by) : event.cause})`,
      );
    case 'workload.dispatched': {
      const { workload, params, input, actor } = event;
      const given = Object.entries(params).map(([name, value]) => quoted([`${name}=${value}`]));
      const what = [...given, ...(input === undefined ? [] : ['with input'])].join(' ');
      return [`${workload} dispatched${what ? ` (${what})` : ''}, by ${actor.name}${because(actor.reason)}`];
    }
    case 'dispatch.stopped':
      return [`${event.workload} to end, by ${event.actor.name}${because(event.actor.reason)}`];
    case 'dispatches.forgotten':
      return [`${event.workload}: ${event.ids.length} runs that ended are forgotten`];
    case 'exec.began': {
      const { placement, node, command, terminal, actor } = event;
      const what = `${quoted(command)}${terminal ? ' on a terminal' : ''}`;
      return [`${placement} on ${node}: ${what} is run in it, by ${actor.name}${because(actor.reason)}`];
    }
    case 'rollout.began': {
      const { workload, version, canaries, revertOf } = event;
      const first = canaries > 0 ? `, ${canaries} first` : '';
      const back = revertOf === undefined ? '' : `, taking back version ${revertOf}`;
      return [`${workload}: rollout of version ${version} began${first}${back}`];
    }
    case 'rollout.turned': {
      const { workload, version, turn, healthy, actor } = event;
      const who = actor ? `, by ${actor.name}${because(actor.reason)}` : `: ${healthy} healthy`;
      return [`${workload}: rollout of version ${version} ${turn}${who}`];
    }
    case 'rollout.ended': {
      const { workload, version, outcome, reason, actor } = event;
      const who = actor ? `, by ${actor.name}` : '';
      return [`${workload}: rollout of version ${version} ${outcome}${who}${because(reason || undefined)}`];
    }
    case 'placements.resized':
      return event.placements.map((id) => `${id} goes on with other limits`);
    case 'placements.set-aside':
      return event.placements.map((id) => `${id} set aside: its node is silent`);
    case 'placements.taken-back':
      return event.placements.map((id) => `${id} taken back: its node is here again`);
    case 'nomination.made':
      return [`${event.workload} gets the room that becomes free on ${event.node}`];
    case 'nomination.ended':
      return [`${event.workload} ${NOMINATION_ENDS[event.outcome]} ${event.node}`];
    case 'placements.observed':
      return event.statuses.map(({ placement, phase, message, ready, unready, dropped, misfit }) => {
        const state = ready === undefined ? phase : `${phase}, ${ready ? 'ready' : 'not ready'}`;
        // How the last run ended is said with its end.
        const why = misfit ?? unready ?? (ready === undefined ? message : '');
        return `${placement} ${state}${why ? `: ${why}` : ''}${dropped ? `, ${droppedText(dropped)}` : ''}`;
      });
    case 'workload.blocked': {
      const reasons = event.reasons.map(({ reason, subject, nodes }) =>
        `${nodes}x ${REJECT_REASONS[reason]} ${subject}`.trim(),
      );
      const wait = event.overdue ? 'did not find room in time' : 'wait for room';
      return [`${event.workload}: ${event.missing} ${wait}: ${reasons.join('; ')}`];
    }
    case 'workload.unblocked':
      return [`${event.workload}: everything has room`];
    case 'workload.waiting':
      return event.needs.map(
        ({ workload, until, lack }) => `${event.workload} waits for ${workload}: ${LACKS[lack](until)}`,
      );
    case 'workload.needs-met':
      return [`${event.workload}: what it needs is there`];
    case 'workload.gave-up':
      return event.copies.map(
        ({ replica, ...about }) => `${event.workload}/${replica}: ${givenUpText(about)}`,
      );
    case 'workload.retried':
      return [
        `${event.workload}: what failed is tried again, by ${event.actor.name}${because(event.actor.reason)}`,
      ];
    case 'reservations.held':
      return event.reservations.map(
        ({ id, node, holder }) => `reservation ${id} held on ${node} for ${holder}`,
      );
    case 'reservation.confirmed':
      return [`reservation ${event.reservation} confirmed, by ${event.actor.name}`];
    case 'reservation.released':
      return [
        `reservation ${event.reservation} ${event.expired ? 'expired' : `released, by ${event.actor.name}`}`,
      ];
    case 'agent-update.began':
    case 'agent-update.turned':
    case 'agent-update.failed':
    case 'agent-update.ended':
      return agentUpdateLines(event);
    case 'secret.set':
      return [`secret ${event.name} has version ${event.version}, by ${event.actor.name}`];
    case 'secret.removed':
      return [`secret ${event.name} removed, by ${event.actor.name}`];
    case 'volume.removed': {
      const { volume, node, forced, actor } = event;
      const how = forced ? `given up on ${node}` : `to be deleted on ${node}`;
      return [`volume ${volume} ${how}, by ${actor.name}${because(actor.reason)}`];
    }
    case 'volumes.deleted':
      return event.volumes.map(({ volume }) => `volume ${volume} deleted on ${event.node}`);
    case 'user.set':
    case 'user.removed':
    case 'user.token-created':
    case 'user.token-revoked':
      return userLines(event);
    default:
      return identityLines(event);
  }
}

const LACKS: Readonly<Record<NeedLack, (until: NeedState) => string>> = {
  absent: () => 'there is no such workload yet',
  few: (until) => `too few of it are ${until}`,
  updating: () => 'its update is under way',
  failed: () => 'it failed',
  endless: () => 'it never completes',
};

const NOMINATION_ENDS: Readonly<Record<NominationOutcome, string>> = {
  taken: 'takes its room on',
  expired: 'waits no longer for room on',
  withdrawn: 'needs no more room on',
};

function drainText(drain: DrainOrder | undefined): string {
  if (drain?.deadlineAtMs === undefined) return '';
  const by = ` by ${clockTime(drain.deadlineAtMs)}`;
  return drain.force ? `${by}, what is left is stopped then` : by;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
