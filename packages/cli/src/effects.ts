/** Everything that a command may do to the world. Commands take it as an argument; main.ts makes the real one. */
import type { BerthClient } from '@berth/client';
import type { Clock } from '@berth/core';
import type { Context } from './context.js';

export type Effects = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard output is a terminal: colour and redrawing are allowed. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly colour: boolean;
  readonly clock: Clock;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Who asks, for the ledger. */
  readonly userName: string;
  /** `identity`: file of who asks, when the flag is given. */
  readonly connect: (address: string, identity?: string) => BerthClient;
  /** From BERTH_ADDRESS or the saved context, when the flag is not given. */
  readonly defaultAddress: string;
  readonly saveContext: (context: Context) => Promise<void>;
  readonly readFile: (path: string) => Promise<string>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  /** For its owner's eyes only, in folders that are made; refuses to write over a file that is there. */
  readonly writeSecret: (path: string, text: string) => Promise<void>;
  /** Starts one of our programs; `onOutput` gets what it prints. */
  readonly start: (
    program: ProgramName,
    args: readonly string[],
    onOutput?: (text: string) => void,
  ) => Program;
  /** Starts a nats-server in a folder that is made; ready when it takes connections on the port of this machine. */
  readonly startNats: (folder: string, config: string, port: number) => Program;
  readonly host: HostFacts;
};

export type ProgramName = 'coordinator' | 'agent';

export type Program = {
  /** The line that says it is ready; rejects with a BerthError when it ends before. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
  readonly ended: Promise<number>;
  readonly stop: () => void;
};

export type HostFacts = {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly cgroups: string;
  readonly cores: number;
};

/** Options that every command takes. */
export type CommonOptions = {
  readonly address?: string;
  /** File. */
  readonly identity?: string;
  readonly json?: boolean;
};

/** Runs with a connection that is closed afterwards. */
export async function withClient<Result>(
  options: CommonOptions,
  effects: Effects,
  use: (client: BerthClient) => Promise<Result>,
): Promise<Result> {
  const client = effects.connect(options.address ?? effects.defaultAddress, options.identity);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** Prints a value as JSON and says whether it did: `if (printJson(...)) return`. */
export function printJson(options: CommonOptions, effects: Effects, value: unknown): boolean {
  if (!options.json) return false;
  effects.out(`${JSON.stringify(value, null, 2)}\n`);
  return true;
}
