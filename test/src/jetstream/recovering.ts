/** A ledger on a real server with the folders of its coordinators, to be harmed and led back. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Confirmation, type LedgerRecovery, recoverLedger } from '@berth/coordinator';
import type { Block, LedgerEvent } from '@berth/core';
import { type Ledger, type LedgerStore, openLedger } from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { blockCodec, MemoryPeers } from '@berth/transport';
import type { ExecutionContext } from 'ava';
import { type NatsServer, startNatsServer } from '../nats/servers.js';
import { connectTo, freshFolder, openStore, type PlaceOptions, QUIET_LOG } from './nats-places.js';

export const STREAM = 'ledger';
const ACTOR = { name: 'night shift', reason: 'test' };

export type Opened = {
  readonly store: LedgerStore;
  readonly ledger: Ledger;
  readonly close: () => Promise<void>;
};

export class RecoveringLedger {
  readonly server: NatsServer;
  readonly root: string;
  readonly peers = new MemoryPeers();
  /** Every block that was acknowledged, in order. */
  readonly acknowledged: { readonly block: Block; readonly hash: string }[] = [];

  private constructor(server: NatsServer, root: string) {
    this.server = server;
    this.root = root;
  }

  static async start(t: ExecutionContext): Promise<RecoveringLedger> {
    return new RecoveringLedger(await startNatsServer(t), await freshFolder(t));
  }

  folder(name: string): string {
    return join(this.root, name);
  }

  place(name: string): PlaceOptions {
    return {
      ...{
        servers: [this.server.url],
        stream: STREAM,
        folder: join(this.folder(name), 'replica'),
        publishMs: 500,
      },
      deps: { staleMs: 1_000, patienceMs: 5_000 },
    };
  }

  /** What a coordinator opens at its start. */
  async open(name: string): Promise<Opened> {
    await mkdir(this.folder(name), { recursive: true });
    const store = await openStore(this.place(name));
    const deps = { store, codec: blockCodec, ids: systemIds(), clock: systemClock(), leader: name };
    const ledger = await openLedger(deps).catch(async (thrown) => {
      await store.close();
      throw thrown;
    });
    const close = async () => {
      ledger.close();
      await store.close();
    };
    return { store, ledger, close };
  }

  async append({ ledger }: Opened, count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      const epoch = ledger.head.index + 1;
      const event: LedgerEvent = { kind: 'leader.claimed', epoch, leader: `c${epoch % 3}` };
      this.acknowledged.push(await ledger.append([event], epoch));
    }
  }

  /** Coordinator `name` appends so many blocks; the others have them, too. */
  async fill(count: number, name: string, ...others: readonly string[]): Promise<void> {
    const opened = await this.open(name);
    await this.append(opened, count);
    await opened.close();
    for (const other of others) await (await this.open(other)).close();
  }

  async recover(
    folders: readonly string[],
    confirmation: Partial<Confirmation> = {},
  ): Promise<LedgerRecovery> {
    const [clock, random, ids] = [systemClock(), systemRandom(), systemIds()];
    const stream = await connectTo(this.place('recover'));
    const peers = this.peers.open('recover');
    try {
      return await recoverLedger(
        {
          ...{ stream, peers, clock, random, ids, log: QUIET_LOG },
          folders: folders.map((name) => this.folder(name)),
          settings: { subject: `${STREAM}.blocks`, replicas: 1, maxBytes: 64 * 2 ** 20 },
        },
        { yes: false, actor: ACTOR, ...confirmation },
      );
    } finally {
      await stream.close();
      await peers.close();
    }
  }

  /** All blocks as a coordinator reads them from the stream. */
  async read(name: string): Promise<{ readonly block: Block; readonly hash: string }[]> {
    const opened = await this.open(name);
    const blocks: { block: Block; hash: string }[] = [];
    for await (const chained of opened.ledger.read(opened.ledger.oldest)) blocks.push(chained);
    await opened.close();
    return blocks;
  }

  async manager() {
    return connectTo(this.place('harm'));
  }

  /** The file in which the server keeps the first blocks. */
  async blockFile(): Promise<string> {
    const files = await readdir(this.server.folder, { recursive: true });
    return join(this.server.folder, files.find((name) => /msgs\/\d+\.blk$/.test(name)) as string);
  }
}
