/** What a workload says that runs when it is asked to (`dispatch` of a stack file): what a caller gives with each run. */
import type { Actor } from '../model/model.js';

export const DISPATCH_INPUTS = ['none', 'optional', 'required'] as const;
export type DispatchInput = (typeof DISPATCH_INPUTS)[number];

export type DispatchParam = {
  /** The caller has to give it. */
  readonly required?: true;
  /** When the caller does not. Absent: an empty text. */
  readonly default?: string;
  /** What its value has to look like (param-pattern.ts). */
  readonly pattern?: string;
};

export type DispatchRule = {
  /** By name. */
  readonly params: Readonly<Record<string, DispatchParam>>;
  readonly input: DispatchInput;
  /** So many runs that have ended are remembered, the newest ones. */
  readonly keep: number;
  /** So many may be there that have not ended; more are refused. */
  readonly maxQueued: number;
  /** Copies of each run. The workload itself has none. */
  readonly replicas: number;
};

/** What a run was dispatched with, and what became of that wish. The rest stands in its placements. */
export type DispatchRecord = {
  /** As the caller gave them; by these a second call is known to ask for the same. */
  readonly asked: Readonly<Record<string, string>>;
  /** With what was not given. */
  readonly params: Readonly<Record<string, string>>;
  /** Bytes; absent: none was given. */
  readonly inputBytes?: number;
  readonly actor: Actor;
  readonly atMs: number;
  /** Somebody wants it no more. */
  readonly stopped?: { readonly actor: Actor; readonly atMs: number };
};

/** Below the folder of files of a run: what the caller gave. */
export const INPUT_FILE = 'dispatch-input';

/** BERTH_PARAM_OUT_DIR for "out-dir". */
export function paramVariable(name: string): string {
  return `BERTH_PARAM_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Variables that a run may have beside those of its workload and its parameters: its id, and where its input is. */
export const DISPATCH_VARIABLES = ['BERTH_DISPATCH_ID', 'BERTH_INPUT'] as const;
