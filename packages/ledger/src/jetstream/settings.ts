/** What a stream has to be set to, to keep a ledger, and which servers may keep it. Why: docs/adr/0025. */
import type { StreamConfig } from './block-stream.js';

export type StreamSettings = {
  readonly subject: string;
  /** 3, or 1 where there is one server. */
  readonly replicas: number;
  /** The stream takes no more when it holds this much; the servers set the room aside. */
  readonly maxBytes: number;
};

export const DEFAULT_MAX_BYTES = 2 ** 30;
const CONSUMERS_MAX = 64;

/** As `nats stream info --json` shows them; what is not named here may be anything. */
export function streamConfig({ subject, replicas, maxBytes }: StreamSettings): StreamConfig {
  return {
    subjects: subject,
    storage: 'file',
    num_replicas: replicas,
    retention: 'limits',
    discard: 'new',
    max_bytes: maxBytes,
    max_msgs: -1,
    max_age: 0,
    max_msg_size: -1,
    max_msgs_per_subject: -1,
    max_consumers: CONSUMERS_MAX,
    deny_delete: true,
    deny_purge: false,
    allow_direct: false,
    allow_rollup_hdrs: false,
    no_ack: false,
    sealed: false,
    mirror: false,
    sources: false,
    republish: false,
    subject_transform: false,
  };
}

/** One line for each setting that is not as it has to be. Any explicit `max_bytes` will do. */
export function deviations(found: StreamConfig, settings: StreamSettings): string[] {
  const lines: string[] = [];
  for (const [name, wanted] of Object.entries(streamConfig(settings))) {
    const is = found[name];
    const fine = name === 'max_bytes' ? typeof is === 'number' && is > 0 : is === wanted;
    if (!fine) lines.push(`${name} is ${JSON.stringify(is)}, and has to be ${JSON.stringify(wanted)}`);
  }
  return lines;
}

export type VersionVerdict = {
  readonly verdict: 'fine' | 'warn' | 'refuse';
  /** Empty when fine. */
  readonly words: string;
};

const FLOOR = '2.10.0';
const RECOMMENDED = '2.14.3';

/** `version`: as a nats-server tells it, e.g. "2.15.1" or "2.11.0-RC.2". */
export function judgeServerVersion(version: string): VersionVerdict {
  if (isBelow(version, FLOOR)) {
    const words = `nats-server ${version || 'of unknown version'} cannot keep a ledger: run ${RECOMMENDED} or newer`;
    return { verdict: 'refuse', words };
  }
  if (isBelow(version, RECOMMENDED)) {
    const words = `nats-server ${version} has known ways to lose acknowledged messages: run ${RECOMMENDED} or newer`;
    return { verdict: 'warn', words };
  }
  return { verdict: 'fine', words: '' };
}

/** A pre-release counts as what it precedes; what is no version is below all. */
function isBelow(version: string, floor: string): boolean {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (!parts) return true;
  const wanted = floor.split('.').map(Number);
  const at = wanted.findIndex((part, place) => part !== parts[place]);
  return at >= 0 && (parts[at] as number) < (wanted[at] as number);
}
