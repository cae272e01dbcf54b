/** What a hostile peer does to a listener, each until it is stopped or has done all. */
import { connect as connectTcp, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Credentials } from '@berth/identity';
import { callHeaders, FLAG, FRAME, frame, headerBlock, RawPeer } from './raw-peer.js';

export type Target = {
  readonly address: string;
  /** A method of this listener, as a path. */
  readonly call: string;
  readonly credentials?: Credentials;
};

export type Outcome = {
  /** Frames, connections or bytes that were sent, whichever the attack is made of. */
  readonly sent: number;
  /** Connections that the other end ended. */
  readonly cut: number;
  /** What it said for a reason, where it said one. */
  readonly reasons: readonly string[];
};

const MIB = 1024 * 1024;

/** Sends batches on one connection, and opens a new one whenever it is cut, until `total` were sent. */
async function repeat(
  { address, credentials }: Target,
  total: number,
  batch: (first: number) => { readonly bytes: Buffer; readonly count: number },
): Promise<Outcome> {
  let [sent, cut] = [0, 0];
  const reasons: string[] = [];
  while (sent < total) {
    const peer = (await RawPeer.open(address, credentials)).greet();
    for (let stream = 0; sent < total; ) {
      const { bytes, count } = batch(stream);
      const open = await peer.write(bytes);
      stream += count;
      sent += count;
      // What is on its way when the other end has had enough should not count for much.
      await settled(5);
      if (!open || peer.goaway) break;
    }
    for (let waited = 0; waited < 30_000 && !peer.ended && !peer.goaway; waited += 20) await settled(20);
    if (peer.ended || peer.goaway) cut++;
    if (peer.goaway) reasons.push(`${peer.goaway.code} ${peer.goaway.text}`);
    peer.destroy();
  }
  return { sent, cut, reasons };
}

export function settled(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function pings(target: Target, total: number): Promise<Outcome> {
  const bytes = Buffer.concat(Array.from({ length: 1_000 }, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))));
  return repeat(target, total, () => ({ bytes, count: 1_000 }));
}

export function settings(target: Target, total: number): Promise<Outcome> {
  const bytes = Buffer.concat(Array.from({ length: 1_000 }, () => frame(FRAME.settings, 0, 0)));
  return repeat(target, total, () => ({ bytes, count: 1_000 }));
}

/** CVE-2023-44487: a call is opened and taken back in one breath. */
export function resets(target: Target, total: number): Promise<Outcome> {
  const block = headerBlock(callHeaders(target.call));
  return repeat(target, total, (first) => {
    const frames: Buffer[] = [];
    for (let index = first; index < first + 500; index++) {
      const stream = 2 * index + 1;
      frames.push(frame(FRAME.headers, FLAG.endHeaders, stream, block));
      frames.push(frame(FRAME.reset, 0, stream, Buffer.from([0, 0, 0, 8])));
    }
    return { bytes: Buffer.concat(frames), count: 500 };
  });
}

/** CVE-2024-27316 and its like: one block of headers that never ends. */
export function endlessHeaders(target: Target, total: number): Promise<Outcome> {
  const piece = headerBlock(Array.from({ length: 100 }, (_, at) => [`x-${at}`, 'y'.repeat(120)] as const));
  return repeat(target, total, (first) => {
    const frames = first === 0 ? [frame(FRAME.headers, 0, 1, headerBlock(callHeaders(target.call)))] : [];
    for (let index = 0; index < 20; index++) frames.push(frame(FRAME.continuation, 0, 1, piece));
    return { bytes: Buffer.concat(frames), count: 20 };
  });
}

/** Calls with 60 KiB of headers each, never ended. */
export function fatHeaders(target: Target, total: number): Promise<Outcome> {
  const block = headerBlock(callHeaders(target.call, [['x-fat', 'y'.repeat(15_000)]]));
  return repeat(target, total, (first) => {
    const frames: Buffer[] = [];
    for (let index = first; index < first + 100; index++)
      frames.push(frame(FRAME.headers, FLAG.endHeaders, 2 * index + 1, block));
    return { bytes: Buffer.concat(frames), count: 100 };
  });
}

/** A frame of 16 MiB, one of a length that its kind cannot have, one of no kind, and bytes that are no frames. */
export async function malformed({ address, credentials }: Target, rounds: number): Promise<Outcome> {
  const bad = [
    Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]), Buffer.alloc(64 * 1024)]),
    frame(FRAME.ping, 0, 0, Buffer.alloc(7)),
    frame(FRAME.settings, 0, 0, Buffer.alloc(5)),
    frame(FRAME.windowUpdate, 0, 0, Buffer.alloc(4)),
    frame(FRAME.headers, FLAG.endHeaders, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
    frame(FRAME.data, 0, 77, Buffer.alloc(100)),
    Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20)),
  ];
  let cut = 0;
  for (let round = 0; round < rounds; round++) {
    for (const bytes of bad) {
      const peer = (await RawPeer.open(address, credentials)).greet();
      await peer.write(bytes);
      if (await refused(peer)) cut++;
      peer.destroy();
    }
  }
  return { sent: rounds * bad.length, cut, reasons: [] };
}

/** Whether the connection or its call was ended within 10 s. */
async function refused(peer: RawPeer): Promise<boolean> {
  const seen = () => peer.count(FRAME.headers) + peer.count(FRAME.reset) > 0;
  for (let waited = 0; waited < 10_000 && !peer.ended && !peer.goaway && !seen(); waited += 20)
    await settled(20);
  return peer.ended || peer.goaway !== undefined || seen();
}

/** A compressed message of `mebibytes` zeros on each of so many calls. `cut`: calls that were ended. */
export async function gzipBombs(target: Target, calls: number, mebibytes: number): Promise<Outcome> {
  const bomb = gzipSync(Buffer.alloc(mebibytes * MIB));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(1, 0);
  prefix.writeUInt32BE(bomb.length, 1);
  const message = Buffer.concat([prefix, bomb]);
  const block = headerBlock(callHeaders(target.call, [['grpc-encoding', 'gzip']]));
  let cut = 0;
  const each = async () => {
    const peer = (await RawPeer.open(target.address, target.credentials)).greet();
    await peer.write(frame(FRAME.headers, FLAG.endHeaders, 1, block));
    // Not more than the window that the other end opens without being asked.
    for (let at = 0; at < Math.min(message.length, 65_000); at += 16_000)
      await peer.write(frame(FRAME.data, 0, 1, message.subarray(at, Math.min(at + 16_000, 65_000))));
    await peer.write(frame(FRAME.data, FLAG.endStream, 1));
    if (await refused(peer)) cut++;
    peer.destroy();
  };
  for (let done = 0; done < calls; done += 10) await Promise.all(Array.from({ length: 10 }, each));
  return { sent: calls, cut, reasons: [] };
}

/** Connections of one peer, all at once and then held. Gives how many stay open, and lets go of them. */
export async function holdConnections(target: Target, count: number): Promise<Outcome> {
  const peers: RawPeer[] = [];
  for (let opened = 0; opened < count; opened += 20) {
    const few = Array.from({ length: 20 }, () => RawPeer.open(target.address, target.credentials));
    for (const peer of await Promise.all(few)) if (!peer.ended) peers.push(peer.greet());
  }
  await settled(1_000);
  const open = peers.filter(({ ended }) => !ended).length;
  for (const peer of peers) peer.destroy();
  return { sent: count, cut: count - open, reasons: [] };
}

/** Handshakes that begin and do not go on; the caller destroys the sockets. */
export function halfHandshakes(address: string, count: number): { sockets: Socket[]; open: () => number } {
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  const sockets = Array.from({ length: count }, () => {
    const socket = connectTcp({ port, host: '127.0.0.1', localAddress: '127.0.0.9' });
    socket.on('error', () => {});
    socket.resume();
    socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    return socket;
  });
  return { sockets, open: () => sockets.filter(({ destroyed }) => !destroyed).length };
}

/** A header a byte at a time, on so many connections, until each was cut. */
export async function slowHeaders(target: Target, count: number): Promise<Outcome> {
  const bytes = frame(FRAME.headers, FLAG.endHeaders, 1, headerBlock(callHeaders(target.call)));
  const all = Array.from({ length: count }, async () => {
    const peer = (await RawPeer.open(target.address, target.credentials)).greet();
    for (let at = 0; at < bytes.length - 1 && !peer.ended; at++) {
      peer.socket.write(bytes.subarray(at, at + 1));
      await Promise.race([peer.closed, settled(1_000)]);
    }
    const reason = peer.goaway ? [`${peer.goaway.code} ${peer.goaway.text}`] : [];
    const cut = peer.ended ? 1 : 0;
    peer.destroy();
    return { cut, reason };
  });
  const done = await Promise.all(all);
  return {
    sent: count,
    cut: done.filter(({ cut }) => cut > 0).length,
    reasons: done.flatMap(({ reason }) => reason),
  };
}
