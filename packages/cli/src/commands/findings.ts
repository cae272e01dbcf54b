/** What `berth doctor` thinks of what it is told: facts in, findings out. */
import { type CoordinatorView, type Diagnosis, formatQuantity } from '@berth/core';
import { age } from '../age.js';

export type Finding = {
  /** What was looked at. */
  readonly check: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly todo?: string;
};

/** Blocks; one that is this far behind has fallen behind, not just not heard the newest. */
const LAG_WARN = 1_000;
const SILENT_WARN_MS = 10_000;
const DISK_WARN_MIB = 2_048;
const DISK_FAIL_MIB = 256;
const CLOCK_WARN_MS = 2_000;

export function ofCoordinator({ name, role, index, lag, heardAgoMs }: CoordinatorView): Finding {
  const detail = `${role} at index ${index}, ${lag} blocks behind`;
  if (heardAgoMs >= SILENT_WARN_MS) {
    const silent = `${detail}, silent for ${age(0, heardAgoMs)}`;
    return { check: name, result: 'warn', detail: silent, todo: 'look whether it runs, and reaches NATS' };
  }
  if (lag >= LAG_WARN)
    return { check: name, result: 'warn', detail, todo: 'look at its log and its machine: it is too slow' };
  return { check: name, result: 'ok', detail };
}

/** `sentMs` and `gotMs`: by the wall clock here, around the question. */
export function ofDiagnosis(
  name: string,
  told: { readonly diagnosis: Diagnosis; readonly sentMs: number; readonly gotMs: number },
): Finding[] {
  const { data, ledger, nats } = told.diagnosis;
  return [
    ...(data ? [ofDisk(name, data)] : []),
    ofClock(name, told),
    ...(nats ? [ofNats(name, nats)] : []),
    ...(ledger ? [ofLedger(name, ledger)] : []),
  ];
}

function ofDisk(name: string, { folder, freeMiB, totalMiB }: NonNullable<Diagnosis['data']>): Finding {
  const [free, total] = [freeMiB, totalMiB].map((amount) => formatQuantity('disk', amount));
  const detail = `${free} of ${total} free in ${folder}`;
  const check = `disk of ${name}`;
  if (freeMiB >= DISK_WARN_MIB) return { check, result: 'ok', detail };
  const result = freeMiB < DISK_FAIL_MIB ? 'fail' : 'warn';
  return { check, result, detail, todo: 'make room: it ends when it can write no more' };
}

function ofClock(
  name: string,
  {
    diagnosis,
    sentMs,
    gotMs,
  }: { readonly diagnosis: Diagnosis; readonly sentMs: number; readonly gotMs: number },
): Finding {
  const offsetMs = diagnosis.wallMs - (sentMs + gotMs) / 2;
  const unsureMs = (gotMs - sentMs) / 2;
  const seconds = (Math.abs(offsetMs) / 1_000).toFixed(1);
  const check = `clock of ${name}`;
  if (Math.abs(offsetMs) - unsureMs < CLOCK_WARN_MS)
    return { check, result: 'ok', detail: `${seconds} s from this machine's` };
  const detail = `${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  return { check, result: 'warn', detail, todo: 'set clocks by NTP: times in the ledger are its' };
}

function ofNats(name: string, { version, verdict, words }: NonNullable<Diagnosis['nats']>): Finding {
  const check = `NATS of ${name}`;
  if (version === '')
    return {
      check,
      result: 'fail',
      detail: 'not connected',
      todo: 'look whether a nats-server runs at --nats',
    };
  if (verdict === 'fine') return { check, result: 'ok', detail: `nats-server ${version}` };
  return { check, result: verdict === 'warn' ? 'warn' : 'fail', detail: words };
}

function ofLedger(name: string, { store, unreachable, replicas }: NonNullable<Diagnosis['ledger']>): Finding {
  const check = `ledger of ${name}`;
  if (unreachable !== undefined) {
    const todo = 'look whether most nats-servers run';
    return { check, result: 'fail', detail: `${store}: ${unreachable}`, todo };
  }
  if (replicas === undefined) return { check, result: 'ok', detail: `${store}, on its own disk` };
  if (replicas >= 3) return { check, result: 'ok', detail: `${store}, on ${replicas} servers` };
  const todo = 'run three nats-servers, and --stream-replicas 3';
  return { check, result: 'warn', detail: `${store}, a block is on ${replicas} nats-servers only`, todo };
}

/** From `/jsz` of the server's monitor: only there it says when it syncs. */
export function ofNatsMonitor(url: string, answer: unknown): Finding {
  const { config } = (answer ?? {}) as { config?: { sync_always?: unknown; sync_interval?: unknown } };
  const check = `NATS at ${url}`;
  if (!config)
    return { check, result: 'fail', detail: 'it keeps no streams', todo: 'enable jetstream there' };
  if (config.sync_always === true) return { check, result: 'ok', detail: 'syncs every block to its disk' };
  const detail = 'acknowledges blocks that are not on its disk yet: a power cut may lose them';
  return { check, result: 'fail', detail, todo: 'set jetstream { sync_interval: always }' };
}
