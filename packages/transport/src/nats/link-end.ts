/**
 * One end of a link over NATS, the same for agent and coordinator: order, bounds and the end. NATS itself tells neither
 * that a message was lost between two servers, nor that the other end is gone or slow, so both are found here.
 *
 * Invariants: 1. messages arrive in order and each once, or the link ends; 2. at most `WINDOW_BYTES` are under way that
 * the other end has not acknowledged, the rest waits here within `queueBytes`; 3. `onDown` is called once, never inside
 * a call of the user; 4. a close travels behind all that was sent before it.
 */
import type { Clock } from '@berth/core';
import { LIMITS } from '@berth/core';
import { Grace } from '../grace.js';
import { Lane } from '../lanes.js';
import { encodeFrame, encodeWord, FRAME_HEADER_BYTES, type Frame, readReason } from './frames.js';

export type LinkEndDeps = {
  readonly link: string;
  readonly clock: Clock;
  readonly queueBytes: number;
  /** The server's bound for one message. */
  readonly maxPayloadBytes: number;
  /** Publishes; `asks`: the server shall say so when nobody listens. */
  readonly transmit: (frame: Uint8Array, asks: boolean) => void;
  readonly hasRoom: () => boolean;
  readonly whenRoom: (run: () => void) => void;
  readonly onMessage: (bytes: Uint8Array) => void;
  readonly onDown: (why: string) => void;
  /** Nothing more will come from, or go to, this link. */
  readonly onOver: () => void;
  /** Who the other end is, for people: "the agent". */
  readonly peer: string;
};

/** More of one link is never under way, so that a slow end holds up nobody else. */
const WINDOW_BYTES = 256 * 1024;
/** Small frames are acknowledged by the next one the other way; much at once needs a word of its own. */
const ACK_BYTES = WINDOW_BYTES / 4;
const CHUNK_BYTES = 64 * 1024;
/** Bulk leaves room for others; more than what the other end leaves unacknowledged when it has everything. */
const BULK_WINDOW_BYTES = 2 * ACK_BYTES;
/** Messages are small; few are under way also so that their numbers, modulo 65536, stay unmistakable. */
const WINDOW_FRAMES = 4_096;

export class LinkEnd {
  readonly #deps: LinkEndDeps;
  readonly #chunkBytes: number;
  #state: 'up' | 'closing' | 'over' = 'up';
  #closeReason = '';
  /** From the close on. */
  readonly #grace: Grace;
  #isDown = false;

  readonly #urgent = new Lane<Uint8Array>();
  readonly #bulk = new Lane<Uint8Array>();
  /** Where the message that is on its way waits; its parts follow each other. */
  #sending: Lane<Uint8Array> | undefined;
  /** So much of it has gone. */
  #offset = 0;
  #unsentBytes = 0;
  #sent = 0;
  #underWay: number[] = [];
  #underWayBytes = 0;
  #acked = 0;
  #isAwaitingRoom = false;

  #received = 0;
  #unackedBytes = 0;
  #unackedFrames = 0;
  #parts: Uint8Array[] = [];
  #partsBytes = 0;

  #heardAtMs: number;
  #isUnanswered = false;

  constructor(deps: LinkEndDeps) {
    this.#deps = deps;
    this.#heardAtMs = deps.clock.monotonicMs();
    this.#grace = new Grace(deps.clock, () => this.#finish());
    this.#chunkBytes = Math.min(CHUNK_BYTES, Math.max(1, deps.maxPayloadBytes - FRAME_HEADER_BYTES));
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  get silentMs(): number {
    return this.#deps.clock.monotonicMs() - this.#heardAtMs;
  }

  /** False when the link is down, or now goes down because its queue is full. */
  send(bytes: Uint8Array, isBulk = false): boolean {
    if (this.#state !== 'up') return false;
    if (this.#unsentBytes + this.#underWayBytes + bytes.length > this.#deps.queueBytes) {
      const waiting = this.#unsentBytes + this.#underWayBytes;
      this.#abandon(`${this.#deps.peer} does not take its messages: ${waiting} bytes are waiting`);
      return false;
    }
    (isBulk ? this.#bulk : this.#urgent).push(bytes);
    this.#unsentBytes += bytes.length;
    this.#pump();
    return true;
  }

  /** Ends the link, and tells the other end why behind everything that was sent before. */
  close(why: string, told = why): void {
    if (this.#state !== 'up') return;
    this.#state = 'closing';
    this.#closeReason = told;
    this.#grace.grant();
    this.#goDown(why);
    this.#pump();
  }

  /** The way is gone: nobody is told. */
  fail(why: string): void {
    this.#goDown(why);
    this.#finish();
  }

  /** Asks the other end for a sign of life. */
  ping(): void {
    if (this.#state === 'up') this.#transmit('ping', true);
  }

  receive(frame: Frame): void {
    if (this.#state === 'over') return;
    this.#heardAtMs = this.#deps.clock.monotonicMs();
    this.#isUnanswered = false;
    this.#acknowledged(frame.received);
    switch (frame.kind) {
      case 'part':
      case 'last':
        this.#take(frame);
        break;
      case 'ping':
        this.#sendAck();
        break;
      case 'close':
        this.fail(this.#closedByPeer(readReason(frame)));
        break;
      default:
        break;
    }
    this.#pump();
  }

  // ---- what comes ----------------------------------------------------------------------------------------------------

  #take(frame: Frame): void {
    if (this.#state !== 'up') return;
    const lost = (frame.sequence - this.#received) & 0xffff;
    // Far behind means that it came twice.
    if (lost >= 2 ** 15) return;
    if (lost > 0) {
      this.close(`${lost} messages were lost on their way`);
      return;
    }
    this.#received = (this.#received + 1) & 0xffff;
    this.#unackedBytes += frame.payload.length;
    this.#unackedFrames++;
    this.#partsBytes += frame.payload.length;
    if (this.#partsBytes > LIMITS.messageBytes) {
      this.close(`a message of more than ${LIMITS.messageBytes} bytes is over the bound`);
      return;
    }
    this.#parts.push(frame.payload);
    if (frame.kind === 'last') this.#complete();
    if (this.#unackedBytes >= ACK_BYTES || this.#unackedFrames >= WINDOW_FRAMES / 4) this.#sendAck();
  }

  #complete(): void {
    const [only] = this.#parts;
    const message = this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts, this.#partsBytes);
    this.#parts = [];
    this.#partsBytes = 0;
    this.#deps.onMessage(message);
  }

  #acknowledged(received: number): void {
    let count = (received - this.#acked) & 0xffff;
    if (count > this.#underWay.length) return;
    this.#acked = received;
    let done = 0;
    for (; count > 0; count--) this.#underWayBytes -= this.#underWay[done++] ?? 0;
    if (done === 0) return;
    this.#underWay.splice(0, done);
    if (this.#state === 'closing') this.#grace.grant();
  }

  #sendAck(): void {
    if (this.#state !== 'over') this.#transmit('ack', false);
  }

  // ---- what goes -----------------------------------------------------------------------------------------------------

  #pump(): void {
    for (let lane = this.#nextLane(); lane; lane = this.#nextLane()) {
      if (this.#underWayBytes >= WINDOW_BYTES || this.#underWay.length >= WINDOW_FRAMES) return;
      if (!this.#deps.hasRoom()) {
        this.#awaitRoom();
        return;
      }
      this.#sendChunk(lane);
    }
    if (this.#state !== 'closing') return;
    this.#deps.transmit(encodeWord('close', this.#deps.link, this.#closeReason), false);
    this.#finish();
  }

  #nextLane(): Lane<Uint8Array> | undefined {
    if (this.#state === 'over') return undefined;
    if (this.#sending) return this.#sending;
    if (this.#urgent.first) return this.#urgent;
    const mayGo = this.#state === 'closing' || this.#underWayBytes < BULK_WINDOW_BYTES;
    return mayGo && this.#bulk.first ? this.#bulk : undefined;
  }

  #sendChunk(lane: Lane<Uint8Array>): void {
    const message = lane.first as Uint8Array;
    this.#sending = lane;
    const chunk = message.subarray(this.#offset, this.#offset + this.#chunkBytes);
    this.#offset += chunk.length;
    const isLast = this.#offset >= message.length;
    this.#unsentBytes -= chunk.length;
    this.#underWayBytes += chunk.length;
    this.#underWay.push(chunk.length);
    this.#transmit(isLast ? 'last' : 'part', this.#isUnanswered, chunk);
    this.#isUnanswered = true;
    this.#sent = (this.#sent + 1) & 0xffff;
    if (!isLast) return;
    this.#offset = 0;
    this.#sending = undefined;
    lane.shift();
  }

  #awaitRoom(): void {
    if (this.#isAwaitingRoom) return;
    this.#isAwaitingRoom = true;
    this.#deps.whenRoom(() => {
      this.#isAwaitingRoom = false;
      this.#pump();
    });
  }

  #transmit(kind: 'part' | 'last' | 'ack' | 'ping', asks: boolean, payload?: Uint8Array): void {
    this.#unackedBytes = 0;
    this.#unackedFrames = 0;
    const { link, transmit } = this.#deps;
    const header = { kind, link, sequence: this.#sent, received: this.#received };
    transmit(encodeFrame(payload ? { ...header, payload } : header), asks);
  }

  // ---- the end -------------------------------------------------------------------------------------------------------

  #closedByPeer(why: string): string {
    const { peer } = this.#deps;
    return why === '' ? `${peer} closed the link` : `${peer} closed the link: ${why}`;
  }

  /** The other end may still hear of it, but nothing that waits is kept for it. */
  #abandon(why: string): void {
    this.#goDown(why);
    this.#deps.transmit(encodeWord('close', this.#deps.link, why), false);
    this.#finish();
  }

  #goDown(why: string): void {
    if (this.#isDown) return;
    this.#isDown = true;
    queueMicrotask(() => this.#deps.onDown(why));
  }

  #finish(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#grace.end();
    this.#sending = undefined;
    this.#urgent.clear();
    this.#bulk.clear();
    this.#parts = [];
    this.#deps.onOver();
  }
}
