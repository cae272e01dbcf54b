/**
 * Others of the site, over its own network: answers their questions, and asks after one of them when the coordinator wants
 * to know. Says nothing by itself, and nothing at all before a coordinator has given the site's key. The key is kept, because
 * it is when no coordinator is in reach that others ask.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Ids, Log, NodeId, PeerProbe } from '@berth/core';
import { answerTo, isAnswer, question } from './peer-packets.js';

export type PeersOptions = {
  /** The agent's data folder. */
  readonly folder: string;
  readonly node: NodeId;
  /** The node's address, as others reach it. */
  readonly address: string;
  /** 0: none. */
  readonly port: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
};

/** Datagrams are lost now and then. */
const ASK_TIMES = 4;
const ASK_EVERY_MS = 400;
const ASKED_AT_ONCE = 8;
/** Answers a second: checking a question costs something. */
const ANSWERS_PER_SECOND = 50;
const KEY = /^[0-9a-f]{64}$/;

export class Peers {
  readonly #options: PeersOptions;
  #key: string | undefined;
  #socket: Socket | undefined;
  #closed = false;
  #asking = 0;
  #second = 0;
  #answers = 0;

  private constructor(options: PeersOptions, key: string | undefined) {
    this.#options = options;
    this.#key = key;
  }

  static async open(options: PeersOptions): Promise<Peers> {
    const text = (await readFile(join(options.folder, 'peer-key'), 'utf8').catch(() => '')).trim();
    const peers = new Peers(options, KEY.test(text) ? text : undefined);
    if (peers.#key) peers.#listen(options.address);
    return peers;
  }

  /** What a coordinator gave; answers from now on. */
  async take(key: string): Promise<void> {
    if (!KEY.test(key) || this.#closed) return;
    if (key !== this.#key) {
      this.#key = key;
      const path = join(this.#options.folder, 'peer-key');
      await writeFile(`${path}.new`, `${key}\n`, { mode: 0o600 });
      await rename(`${path}.new`, path);
    }
    if (!this.#socket) this.#listen(this.#options.address);
  }

  /** At the node's own address; where that is not one of this host, as behind a translation of addresses, at all. */
  #listen(address: string | undefined): void {
    const { port, log } = this.#options;
    if (port === 0) return;
    const socket = createSocket({ type: address?.includes(':') ? 'udp6' : 'udp4' });
    this.#socket = socket;
    socket.on('message', (packet, from) => this.#answer(socket, packet, from));
    socket.on('error', (thrown: Error & { code?: string }) => {
      socket.close();
      this.#socket = undefined;
      if (this.#closed) return;
      if (thrown.code === 'EADDRNOTAVAIL' && address !== undefined) this.#listen(undefined);
      else log.warn('no listener for peers', { port, why: thrown.message });
    });
    socket.bind({ port, ...(address !== undefined && { address }) });
    socket.unref();
  }

  #answer(socket: Socket, packet: Buffer, from: RemoteInfo): void {
    const second = Math.floor(this.#options.clock.monotonicMs() / 1000);
    if (second !== this.#second) this.#answers = 0;
    this.#second = second;
    if (!this.#key || this.#answers >= ANSWERS_PER_SECOND) return;
    this.#answers++;
    const answer = answerTo(packet, this.#key, this.#options.node);
    if (answer) socket.send(answer, from.port, from.address, () => {});
  }

  /** Whether the node is there; undefined when this one cannot ask. Takes some two seconds at the most. */
  async ask({ node, address }: Pick<PeerProbe, 'node' | 'address'>): Promise<boolean | undefined> {
    const key = this.#key;
    const colon = address.lastIndexOf(':');
    const [host, port] = [address.slice(0, colon).replace(/^\[|\]$/g, ''), Number(address.slice(colon + 1))];
    if (!key || this.#closed || this.#asking >= ASKED_AT_ONCE || !(port > 0 && port < 65_536))
      return undefined;
    const { clock, ids } = this.#options;
    const packet = question(key, node, ids.next('question'));
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    this.#asking++;
    let cancel = () => {};
    try {
      return await new Promise<boolean>((resolve) => {
        socket.on('error', () => resolve(false));
        socket.on('message', (received) => {
          if (isAnswer(received, packet, key, node)) resolve(true);
        });
        const send = (left: number) => {
          if (left === 0) return resolve(false);
          // An answer that says that nobody listens there comes as an error of a later send: time says the same.
          socket.send(packet, port, host, () => {});
          cancel = clock.schedule(ASK_EVERY_MS, () => send(left - 1));
        };
        send(ASK_TIMES);
      });
    } finally {
      cancel();
      socket.close();
      this.#asking--;
    }
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
    this.#socket = undefined;
  }
}
