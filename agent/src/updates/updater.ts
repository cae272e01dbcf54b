/**
 * Brings the agent to the version that the coordinator wants: fetched once, checked, unpacked beside the one that runs, and
 * begun with the next start. The start script goes back when it does not prove itself.
 *
 * Invariants: 1. what a coordinator said counts for the conversation in which it was said: after a new welcome it has to be
 * said again; 2. no switch without a coordinator in reach; 3. nothing of an archive runs before its digest is checked.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import {
  type AgentVersion,
  BerthError,
  type Clock,
  type Log,
  type Random,
  type WantedAgent,
} from '@berth/core';
import type { Installation } from './installation.js';

/** Full jitter below these. */
const RETRY_MS = { least: 5_000, most: 60 * 60 * 1000 };
/** Somebody on the way, or a disk, may break what comes: so often. */
const WRONG_TIMES = 3;
/** Of an archive, unpacked, and some room beside it. */
const UNPACKED_TIMES = 8;
const ROOM_BYTES = 8 * 1024 * 1024;

export type UpdaterDeps = {
  readonly installation: Installation;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** From a coordinator, into the file; what is there already is not fetched again. */
  readonly fetch: (wanted: WantedAgent, file: string, signal: AbortSignal) => Promise<void>;
  readonly connected: () => boolean;
  /** The next start begins the new version: end now. */
  readonly onSwitched: (version: string) => void;
  /** What is said of this agent has changed. */
  readonly onChanged: () => void;
};

export class Updater {
  readonly #deps: UpdaterDeps;
  readonly #startedAtMs: number;
  #pursuit: { readonly key: string; readonly abort: AbortController } | undefined;
  /** The one before is let go before another one begins. */
  #before: Promise<void> = Promise.resolve();
  #note: string | undefined;
  #isConfirmed = false;

  constructor(deps: UpdaterDeps) {
    this.#deps = deps;
    this.#startedAtMs = deps.clock.monotonicMs();
  }

  /** What goes on, for people. */
  notes(): readonly string[] {
    return this.#note === undefined ? [] : [this.#note];
  }

  /** A coordinator has welcomed this agent. */
  welcomed(): void {
    this.#leave();
    const { installation, clock, log, onChanged } = this.#deps;
    installation.reached(clock.monotonicMs() - this.#startedAtMs).then(
      (changed) => changed && onChanged(),
      (thrown: unknown) => log.warn('what failed is not noted', { why: String(thrown) }),
    );
  }

  /** What it holds is what the coordinator wants: this version works. */
  inStep(): void {
    if (this.#isConfirmed) return;
    this.#isConfirmed = true;
    const { installation, log } = this.#deps;
    installation.confirm().catch((thrown: unknown) => {
      this.#isConfirmed = false;
      log.error('this version could not be confirmed', { why: String(thrown) });
    });
  }

  want({ wanted, spreadMs }: AgentVersion): void {
    const { installation, random, log } = this.#deps;
    const key = wanted && `${wanted.digest} ${wanted.attempt}`;
    if (key !== undefined && key === this.#pursuit?.key) return;
    this.#leave();
    if (!wanted || key === undefined || wanted.digest === installation.build.digest) return;
    if (!installation.canUpdate || installation.whyNotAgain(wanted) !== undefined) return;
    const abort = new AbortController();
    this.#pursuit = { key, abort };
    log.info('another version of the agent is wanted', { version: wanted.version });
    this.#before = this.#before.then(() => this.#pursue(wanted, random.next() * spreadMs, abort.signal));
  }

  close(): void {
    this.#leave();
  }

  #leave(): void {
    this.#pursuit?.abort.abort();
    this.#pursuit = undefined;
    this.#note = undefined;
  }

  async #pursue(wanted: WantedAgent, waitMs: number, signal: AbortSignal): Promise<void> {
    const { random, installation, log, onChanged } = this.#deps;
    let wrong = 0;
    let [afterMs, ceilingMs] = [waitMs, RETRY_MS.least];
    while (!signal.aborted) {
      await this.#wait(afterMs, signal);
      if (signal.aborted) return;
      try {
        await this.#once(wanted, signal);
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        const { code, message } = BerthError.from(thrown);
        if (code === 'corrupt') wrong++;
        if (code === 'refused' || wrong >= WRONG_TIMES) {
          log.error('this version of the agent is given up', { version: wanted.version, why: message });
          await installation.giveUp(wanted, message).catch((why: unknown) => log.error('not noted', { why }));
          this.#leave();
          onChanged();
          return;
        }
        this.#note = `agent ${wanted.version}: ${message}; it tries again`;
        log.warn('the wanted agent is not here yet', { version: wanted.version, why: message });
        afterMs = random.next() * ceilingMs;
        ceilingMs = Math.min(RETRY_MS.most, ceilingMs * 2);
      }
    }
  }

  async #once(wanted: WantedAgent, signal: AbortSignal): Promise<void> {
    const { installation, fetch, connected, onSwitched, log } = this.#deps;
    if (!(await installation.has(wanted))) {
      this.#note = `fetching agent ${wanted.version}`;
      await checkRoom(installation.home, wanted);
      const file = await installation.archiveFile(wanted);
      await fetch(wanted, file, signal);
      await checkDigest(file, wanted);
      if (signal.aborted) return;
      await installation.unpack(file, wanted);
    }
    if (signal.aborted) return;
    if (!connected()) {
      this.#leave();
      return;
    }
    this.#note = `agent ${wanted.version} is about to start`;
    await installation.switchTo(wanted);
    log.info('ends, to start again as another version', { version: wanted.version });
    onSwitched(wanted.version);
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#deps.clock.schedule(ms, end);
      signal.addEventListener('abort', end);
    });
  }
}

async function checkRoom(home: string, { bytes }: WantedAgent): Promise<void> {
  const { bavail, bsize } = await statfs(home);
  const needed = bytes * UNPACKED_TIMES + ROOM_BYTES;
  if (bavail * bsize >= needed) return;
  const mebi = (amount: number) => Math.floor(amount / 1024 / 1024);
  throw new BerthError(
    'storage',
    `no space in ${home}: ${mebi(needed)} MiB needed, ${mebi(bavail * bsize)} free`,
  );
}

/** Throws "corrupt", and drops the file. */
async function checkDigest(file: string, { digest }: WantedAgent): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const got = hash.digest('hex');
  if (got === digest) return;
  await rm(file, { force: true });
  throw new BerthError(
    'corrupt',
    `what came is not what the ledger says: expected sha256 ${digest}, got ${got}`,
  );
}
