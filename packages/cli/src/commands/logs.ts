/** `berth logs`: what copies print, one or all of a workload, also over losses of the connection. */
import { type BerthClient, followLogs } from '@berth/client';
import { BerthError, isPlacementId, isTerminal, LIMITS, type LogWish } from '@berth/core';
import { type CommonOptions, type Effects, withClient } from '../effects.js';

export type LogsOptions = CommonOptions & {
  readonly follow?: boolean;
  readonly tail?: number;
  /** How long back. */
  readonly since?: number;
  readonly timestamps?: boolean;
};

const TAIL_LINES = 200;
/** New copies of a workload are looked for this often. */
const LOOK_EVERY_MS = 2_000;
/** A longer line is shown as several. */
const LINE_CHARS = 64 * 1024;
const COLOURS = [36, 33, 32, 35, 34, 31];

/** With --json, one object per part. */
export async function logs(target: string, options: LogsOptions, effects: Effects): Promise<void> {
  if (options.timestamps) {
    const advice = 'let the program print them; --since knows when, to some 5 seconds';
    throw new BerthError('invalid_request', `what programs print has no times of its own: ${advice}`);
  }
  await withClient(options, effects, async (client) => {
    const copies = isPlacementId(target) ? [] : await liveCopies(client, target);
    const wish = wishOf(options, effects);
    const readers = new Readers(client, effects, options.json ?? false);
    for (const copy of copies.length > 0 ? copies : [target]) readers.open(copy, wish);
    if (options.follow && copies.length > 0) await followNew(client, target, readers, wish, effects);
    await readers.done();
  });
}

function wishOf({ follow = false, tail, since }: LogsOptions, effects: Effects): LogWish {
  const lines = tail ?? (since === undefined ? TAIL_LINES : LIMITS.logTailLines);
  return {
    ...{ follow, tailBytes: 0, tailLines: Math.min(lines, LIMITS.logTailLines) },
    ...(since !== undefined && { sinceMs: Math.max(0, Math.round(effects.clock.nowMs() - since)) }),
  };
}

/** Of a workload; none when there is no such thing, which the coordinator then says. */
async function liveCopies(client: BerthClient, target: string): Promise<string[]> {
  const [stack = '', workload = ''] = target.split('/');
  if (workload === '') return [];
  const { placements } = await client.listPlacements({ stack, workload });
  const live = placements.filter(({ observed }) => !isTerminal(observed));
  if (live.length <= LIMITS.logCopies) return live.map(({ id }) => id);
  const advice = `name one of them: \`berth placement ls --stack ${stack}\` lists them`;
  throw new BerthError(
    'invalid_request',
    `${target} has ${live.length} copies, more than ${LIMITS.logCopies}: ${advice}`,
  );
}

/** Copies that come later are read from their beginning; ends when a reader fails. */
async function followNew(
  client: BerthClient,
  target: string,
  readers: Readers,
  { follow }: LogWish,
  { clock, signal }: Effects,
): Promise<void> {
  const over = AbortSignal.any([signal, readers.failed]);
  while (!over.aborted) {
    await new Promise<void>((resolve) => {
      const finish = () => {
        cancel();
        over.removeEventListener('abort', finish);
        resolve();
      };
      const cancel = clock.schedule(LOOK_EVERY_MS, finish);
      over.addEventListener('abort', finish);
    });
    // A coordinator that is away comes back.
    const copies = await liveCopies(client, target).catch(() => []);
    for (const copy of copies) readers.open(copy, { follow, tailBytes: 0, from: 0 });
  }
}

/** All that are read at a time. What they print is put out one after the other, no faster than it is taken. */
class Readers {
  readonly #client: BerthClient;
  readonly #effects: Effects;
  readonly #isJson: boolean;
  readonly #reading = new Map<string, Promise<void>>();
  readonly #failed = new AbortController();
  #failure: unknown;
  #written: Promise<void> = Promise.resolve();

  constructor(client: BerthClient, effects: Effects, isJson: boolean) {
    this.#client = client;
    this.#effects = effects;
    this.#isJson = isJson;
  }

  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  open(copy: string, wish: LogWish): void {
    if (this.#reading.has(copy)) return;
    const number = this.#reading.size;
    const reading = this.#read(copy, wish, number).catch((thrown: unknown) => {
      this.#failure ??= thrown;
      this.#failed.abort();
    });
    this.#reading.set(copy, reading);
  }

  async done(): Promise<void> {
    await Promise.all(this.#reading.values());
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #read(copy: string, wish: LogWish, number: number): Promise<void> {
    const { clock, err, signal } = this.#effects;
    const decoder = new TextDecoder();
    const lines = new Lines();
    const parts = followLogs(
      this.#client,
      {
        ...{ placement: copy, wish, clock },
        onLost: (why) => err(`berth: ${copy}: ${why}; trying again\n`),
        onMissed: (bytes) => err(`berth: ${copy}: ${bytes} bytes were gone before they were read\n`),
      },
      AbortSignal.any([signal, this.#failed.signal]),
    );
    for await (const { at, data } of parts) {
      const text = decoder.decode(data, { stream: true });
      if (this.#isJson) await this.#put(`${JSON.stringify({ target: copy, at, text })}\n`);
      else if (this.#reading.size === 1) await this.#put(lines.held() + text);
      else await this.#put(this.#marked(copy, number, lines.whole(text)));
    }
    if (this.#reading.size > 1) await this.#put(this.#marked(copy, number, lines.rest()));
  }

  #marked(copy: string, number: number, lines: readonly string[]): string {
    const name = copy.slice(copy.indexOf('/') + 1);
    const colour = COLOURS[number % COLOURS.length];
    const mark = this.#effects.colour ? `\u001b[${colour}m${name} |\u001b[0m` : `${name} |`;
    return lines.map((line) => `${mark} ${line}\n`).join('');
  }

  #put(text: string): Promise<void> {
    if (text !== '') this.#written = this.#written.then(() => this.#effects.write(text));
    return this.#written;
  }
}

/** Lines that are whole; one without end is cut. */
class Lines {
  #rest = '';

  whole(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length <= LINE_CHARS) return lines;
    return [...lines, this.held()];
  }

  held(): string {
    const held = this.#rest;
    this.#rest = '';
    return held;
  }

  rest(): string[] {
    const held = this.held();
    return held === '' ? [] : [held];
  }
}
