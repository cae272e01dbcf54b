/** A run that goes on gets the amounts of cpu and memory that its assignment says by now. */
import { BerthError, type RunSpec } from '@berth/core';
import type { Driver } from '../drivers/driver.js';
import type { RunSize } from '../journal/journal.js';
import { startRequest } from './placement-records.js';
import type { Records } from './records.js';
import type { Entry } from './runner-entry.js';

export function sizeOf({ resources: { quantities } }: RunSpec): RunSize {
  return { cpu: quantities.cpu ?? 0, memory: quantities.memory ?? 0 };
}

/**
 * The kernel has the last word: what it does not take is told to the coordinator, which replaces the copy as in any update.
 */
export async function resized(
  entry: Entry,
  driver: Driver,
  records: Pick<Records, 'change' | 'save'>,
): Promise<void> {
  const { handle, run, assigned, dropped, size: before } = entry.record;
  if (!driver.resize || entry.process.kind !== 'alive' || !handle) return;
  if (dropped || assigned.desired === 'stopped') return;
  const size = sizeOf(run);
  if (before?.cpu === size.cpu && before.memory === size.memory) return;
  try {
    await driver.resize(handle, startRequest(entry.record));
  } catch (thrown) {
    const { code, message } = BerthError.from(thrown);
    // An engine that is away has not said no: the step is tried again.
    if (code === 'unreachable') throw thrown;
    if (entry.record.handle === handle) await records.change(entry, { size, misfit: message });
    return;
  }
  if (entry.record.handle !== handle) return;
  entry.record = { ...entry.record, size };
  await records.save(entry);
}
