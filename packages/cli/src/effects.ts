/** Everything that a command may do to the world. Commands take it as an argument; command-line.ts makes the real one. */
import type { BerthClient, ClientIdentity, Shown } from '@berth/client';
import type { Clock, TerminalSize } from '@berth/core';
import { age } from './age.js';
import type { Context, Contexts } from './context.js';

export type Effects = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** To standard output or error; resolves when there is room for more. */
  readonly write: (data: string | Uint8Array, to?: 'out' | 'err') => Promise<void>;
  readonly terminal: Terminal;
  /** Standard output is a terminal: colour and redrawing are allowed. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly colour: boolean;
  readonly clock: Clock;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Who asks, for the ledger. */
  readonly userName: string;
  /** `identity`: who asks, or the file of that, when it is said. */
  readonly connect: (
    address: string,
    linearizable?: boolean,
    identity?: string | ClientIdentity,
  ) => BerthClient;
  /** Who asks with a token of a user, once the coordinator there was found to belong to its authority. */
  readonly identify: (token: string, address: string) => Promise<ClientIdentity>;
  /** From BERTH_ADDRESS or the saved context, when the flag is not given. */
  readonly defaultAddress: string;
  /** The context of what `berth up` starts. */
  readonly saveContext: (context: Context) => Promise<void>;
  readonly contexts: {
    /** The one that counts now. */
    readonly chosen: (Context & { readonly name: string }) | undefined;
    /** That count more than it. */
    readonly variables: Readonly<
      Partial<Record<'BERTH_ADDRESS' | 'BERTH_IDENTITY' | 'BERTH_TOKEN', string | undefined>>
    >;
    readonly read: () => Promise<Contexts>;
    readonly write: (contexts: Contexts) => Promise<void>;
  };
  readonly absolutePath: (path: string) => string;
  readonly readFile: (path: string) => Promise<string>;
  /** Of a file, or of standard input, which is not to be a terminal. */
  readonly readBytes: (path: string | undefined) => Promise<Uint8Array>;
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
  /** What a server on the web answers to GET, as JSON; throws a BerthError. */
  readonly getJson: (url: string) => Promise<unknown>;
  readonly host: HostFacts;
};

/** Where the person sits. */
export type Terminal = {
  /** Standard input is one. */
  readonly isTerminal: boolean;
  /** What kind: TERM. */
  readonly term: string;
  readonly size: () => TerminalSize;
  /** Returns what ends it. */
  readonly onResize: (run: () => void) => () => void;
  /** Keys as they are pressed, without echo; returns what ends that. */
  readonly raw: () => () => void;
  /** Standard input, once. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Nothing more is read: it must not keep the program alive. */
  readonly close: () => void;
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

/** And every command that reads the state of the cluster. */
export type ReadOptions = CommonOptions & { readonly consistent?: boolean };

/** Runs with a connection that is closed afterwards. */
export async function withClient<Result>(
  options: ReadOptions,
  effects: Effects,
  use: (client: BerthClient) => Promise<Result>,
): Promise<Result> {
  const address = options.address ?? effects.defaultAddress;
  const client = effects.connect(address, options.consistent, options.identity);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** Announcements come every second: who has heard none for this long is cut off, or nobody leads. */
const STALE_MS = 5_000;

/** Says on standard error when what was read may be old. */
export function sayWhenStale({ index, ageMs }: Shown, effects: Effects): void {
  if (ageMs < STALE_MS) return;
  const known = `this is what the coordinator knew ${age(0, ageMs)} ago (index ${index})`;
  effects.err(`berth: ${known}; it may be old: --consistent asks the leader\n`);
}

/** Prints a value as JSON and says whether it did: `if (printJson(...)) return`. */
export function printJson(options: CommonOptions, effects: Effects, value: unknown): boolean {
  if (!options.json) return false;
  effects.out(`${JSON.stringify(value, null, 2)}\n`);
  return true;
}
