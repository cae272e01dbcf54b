/** Text for people: tables, colours, ages, reasons. */
import {
  type Claim,
  DEFAULT_PRIORITY,
  type DispatchCounts,
  exactQuantity,
  formatDevices,
  formatDuration,
  formatQuantity,
  type NearestMiss,
  type PlacementView,
  type Preemptor,
  pieceText,
  REJECT_REASONS,
  type Reject,
  type RejectCount,
  timeText,
  WHOLE_DEVICE,
  type WorkloadStatus,
} from '@berth/core';
import type { Effects } from './effects.js';

const COLOURS = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
export type Colour = keyof typeof COLOURS;

export function paint(effects: Pick<Effects, 'colour'>, colour: Colour, text: string): string {
  return effects.colour ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}

export type Cell = string | { readonly text: string; readonly colour: Colour };

/**
 * Columns as wide as their content; when the terminal is too narrow, the column named in `shrink` gives way first. Never
 * wider than `columns`.
 */
export function table(
  effects: Pick<Effects, 'colour' | 'columns'>,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  shrink = header.length - 1,
): string {
  const textOf = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : (cell?.text ?? ''));
  const widths = header.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => textOf(row[at]).length)),
  );
  fit(widths, Math.max(40, effects.columns), shrink);
  const line = (cells: readonly Cell[], colour?: Colour) =>
    cells
      .map((cell, at) => {
        const padded =
          at === cells.length - 1
            ? cut(textOf(cell), widths[at] ?? 0)
            : cut(textOf(cell), widths[at] ?? 0).padEnd(widths[at] ?? 0);
        const paintIn = colour ?? (typeof cell === 'string' ? undefined : cell.colour);
        return paintIn ? paint(effects, paintIn, padded) : padded;
      })
      .join('  ')
      .trimEnd();
  return `${[line(header, 'bold'), ...rows.map((row) => line(row))].join('\n')}\n`;
}

function fit(widths: number[], columns: number, shrink: number): void {
  const total = () => widths.reduce((sum, width) => sum + width + 2, -2);
  const least = 8;
  for (const at of [shrink, ...widths.keys()]) {
    const over = total() - columns;
    if (over <= 0) return;
    const width = widths[at] ?? 0;
    widths[at] = Math.max(Math.min(width, least), width - over);
  }
}

/** Lines of at most so many characters, but for words that are longer. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** What a claim holds of devices: "cam0" the whole of it, "gpu0=500m" half. */
export function heldDevices({ devices }: Pick<Claim, 'devices'>): string[] {
  return Object.entries(devices).map(([name, thousandths]) =>
    thousandths === WHOLE_DEVICE ? name : `${name}=${formatDevices(thousandths)}`,
  );
}

/** "500m of 2" style: held of capacity. */
export function use(name: string, held: number, capacity: number): string {
  return `${formatQuantity(name, held)}/${formatQuantity(name, capacity)}`;
}

export function phaseCell(
  placement: Pick<PlacementView, 'observed' | 'desired' | 'restarts' | 'ready' | 'aside'>,
): Cell {
  const { observed, desired, restarts, ready } = placement;
  if (placement.aside) return { text: 'set aside', colour: 'yellow' };
  const again = restarts > 0 ? ` (${restarts} restarts)` : '';
  const phase = desired === 'stopped' && observed !== 'stopped' ? 'stopping' : observed;
  const text = `${phase}${phase === 'running' && !ready ? ', not ready' : ''}${again}`;
  if (observed === 'running' && desired === 'running' && ready) return { text, colour: 'green' };
  if (observed === 'failed' || observed === 'restarting') return { text, colour: 'red' };
  if (observed === 'scheduled' && desired === 'running') return { text, colour: 'green' };
  return observed === 'completed' ? { text, colour: 'dim' } : { text, colour: 'yellow' };
}

export function endpoints(placement: PlacementView): string {
  return Object.entries(placement.endpoints)
    .map(([name, address]) => (/^(https?|web|ui)$/.test(name) ? `http://${address}` : `${name}=${address}`))
    .join(' ');
}

/** "2 nodes: not enough free memory". */
export function rejectLine({ reason, subject, nodes }: RejectCount): string {
  return `${nodes} node${nodes === 1 ? '' : 's'}: ${reasonText(reason, subject)}`;
}

export function reasonText(reason: RejectCount['reason'], subject: string): string {
  const text = REJECT_REASONS[reason];
  return subject === '' ? text : `${text} (${subject})`;
}

/** "preempted by shop/db (priority 80 over 20)". */
export function preemptedBy({ workload, priority, over }: Preemptor): string {
  return `preempted by ${workload} (priority ${priority} over ${over})`;
}

export function rejectDetail({ reason, subject, detail, amounts, piece }: Reject): string {
  if (piece) return `${subject}: ${pieceText(piece, (amount) => exactQuantity(subject, amount))}`;
  if (reason !== 'resource') return `${reasonText(reason, subject)}: ${detail}`;
  if (!amounts) return `${subject}: ${detail}`;
  const [wants, free] = [formatQuantity(subject, amounts.needs), formatQuantity(subject, amounts.free)];
  return `${subject}: needs ${wants}, ${free} free`;
}

/** "node-2 comes closest: it lacks 512Mi of memory". */
export function nearestText({ node, lacks }: NearestMiss): string {
  const amounts = lacks.map(
    ({ resource, needs, free }) => `${formatQuantity(resource, needs - free)} of ${resource}`,
  );
  return `${node} comes closest: it lacks ${amounts.join(' and ')}`;
}

/** "service", or "service, priority 80" where it is another than the default. */
export function kindText({ kind, priority }: Pick<WorkloadStatus, 'kind' | 'priority'>): string {
  return priority === DEFAULT_PRIORITY ? kind : `${kind}, priority ${priority}`;
}

/** Of a gang that has not begun: " together", " together, none within 5m". */
function gangText({ gang }: Pick<WorkloadStatus, 'gang'>): string {
  if (gang?.waitsSinceMs === undefined) return '';
  return gang.overdue ? ` together, no room within ${formatDuration(gang.timeoutMs)}` : ' together';
}

/** "12 completed, 1 failed, 3 running, 2 waiting". */
function runsText(runs: DispatchCounts): string {
  const order = ['completed', 'failed', 'stopped', 'running', 'waiting', 'stopping'] as const;
  const parts = order.filter((state) => runs[state] > 0).map((state) => `${runs[state]} ${state}`);
  return parts.length > 0 ? parts.join(', ') : 'runs when it is dispatched';
}

/** "3/3 running", "1/3 running, 2 waiting for room", "1/1 on schedule, 1 running". */
export function progressText(status: WorkloadStatus): string {
  if (status.runs) return runsText(status.runs);
  const parts = [doneText(status)];
  if (status.kind === 'batch' && status.running > 0) parts.push(`${status.running} running`);
  if (status.running > status.ready) parts.push(`${status.running - status.ready} not ready`);
  if (status.starting > 0) parts.push(`${status.starting} starting`);
  if (status.outdated > 0) parts.push(`${status.outdated} to update`);
  if (status.stopping > 0) parts.push(`${status.stopping} stopping`);
  if (status.failed > 0) parts.push(`${status.failed} failed${status.missing > 0 ? '' : gangText(status)}`);
  if (status.missing > 0) parts.push(`${status.missing} waiting for room${gangText(status)}`);
  return parts.join(', ');
}

function doneText({ kind, schedule, wanted, running, scheduled, completed }: WorkloadStatus): string {
  if (schedule) return `${running + scheduled}/${wanted} on schedule`;
  return kind === 'batch' ? `${completed}/${wanted} completed` : `${running}/${wanted} running`;
}

/** `schedule "0 3 * * *" Europe/Berlin, next run 2026-12-03 03:00`. */
export function scheduleLines({ schedule }: Pick<WorkloadStatus, 'schedule'>): string[] {
  if (!schedule) return [];
  const { cron, timeZone, nextRunAtMs } = schedule;
  const next = nextRunAtMs === undefined ? '' : `, next run ${timeText(nextRunAtMs, timeZone)}`;
  return [`schedule "${cron}" ${timeZone}${next}`];
}

/** What a workload waits for of others, a line each: "waits for shop/db: 0 of 1 ready". */
export function needLines({
  waitsFor = [],
  endsAfter = [],
}: Pick<WorkloadStatus, 'waitsFor' | 'endsAfter'>): string[] {
  const lines = waitsFor.map(({ why }) => `waits for ${why}`);
  return endsAfter.length > 0 ? [...lines, `ends after ${endsAfter.join(', ')}`] : lines;
}

/** What became of copies that failed, a line each. */
export function failureLines({ failures = [] }: Pick<WorkloadStatus, 'failures'>): string[] {
  return failures.map(({ why }) => why);
}

/** Changes that a node had to let go while nobody listened. */
export function droppedText(count: number): string {
  return `${count} older ${count === 1 ? 'status' : 'statuses'} dropped`;
}
