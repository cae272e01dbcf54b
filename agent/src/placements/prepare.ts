/** What a start needs and the node does not have yet is fetched before the start takes a slot: that may take long. */
import type { End } from '@berth/core';
import type { Driver, RunHandle, StartRequest } from '../drivers/driver.js';
import type { EndpointBook } from '../endpoints/endpoint-book.js';
import { failedStart, startRequest } from './placement-records.js';
import type { Entry } from './runner-entry.js';

/** False: this start is off, because it failed (which `onFailed` is told) or because the copy is to end. */
export async function prepared(
  entry: Entry,
  driver: Driver,
  closing: AbortSignal,
  onFailed: (end: End) => Promise<void>,
): Promise<boolean> {
  if (!driver.prepare) return true;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    entry.cancelPrepare = () => resolve('cancelled');
    closing.addEventListener('abort', entry.cancelPrepare, { once: true });
  });
  try {
    const fetched = driver.prepare({ ...startRequest(entry.record), attempt: entry.record.attempt + 1 });
    if ((await Promise.race([fetched, cancelled])) !== 'cancelled') return true;
    fetched.catch(() => undefined);
    entry.process = { kind: 'none', startAtMs: 0 };
    return false;
  } catch (thrown) {
    await onFailed({ ...failedStart(thrown), ranMs: 0 });
    return false;
  } finally {
    closing.removeEventListener('abort', entry.cancelPrepare);
    entry.cancelPrepare = () => {};
    entry.again = true;
  }
}

/** Nobody waits for what a copy needs that is to end. */
export function cancelWhenEnding(entry: Entry): void {
  const { dropped, assigned } = entry.record;
  if (dropped || assigned.desired === 'stopped') entry.cancelPrepare();
}

/** A run that goes on gets what may change meanwhile. */
export function refreshed({ record, process }: Entry, driver: Driver): void {
  if (process.kind === 'alive' && record.handle && record.assigned.desired === 'running')
    driver.refresh?.(record.handle, startRequest(record));
}

/** Starts a run that knows where it finds the endpoints of its upstreams. */
export async function startRun(
  request: StartRequest,
  { driver, endpoints }: { readonly driver: Driver; readonly endpoints: EndpointBook },
): Promise<RunHandle> {
  const { upstreams } = request.run;
  const file = upstreams && (await endpoints.open({ placement: request.placement, upstreams }));
  return driver.start({ ...request, ...(file !== undefined && { endpointsFile: file }) });
}
