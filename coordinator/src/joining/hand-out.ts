/** Artefacts over plain HTTPS, for hosts that have a shell and curl or wget. Nothing here is secret, and nothing is changed. */
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type Clock, LIMITS } from '@berth/core';
import type { Artifacts } from './artifacts.js';

/** For a whole request, which is a line and some headers. */
const REQUEST_MS = 10_000;
/** Of a connection on which nothing moves. */
const IDLE_MS = 60_000;

/** Gives what takes a connection. */
export function handOut(artifacts: Artifacts, clock: Clock): (socket: TLSSocket) => void {
  let under = 0;
  /** How the wait for the request of a connection ends. */
  const asking = new WeakMap<Duplex, () => void>();
  const server = createServer({ maxHeaderSize: 8 * 1024, keepAlive: false }, (request, response) => {
    asking.get(request.socket)?.();
    response.setHeader('connection', 'close');
    response.shouldKeepAlive = false;
    if (under >= LIMITS.downloadsAtOnce) {
      response.setHeader('retry-after', '10');
      answer(response, 503, 'too many hosts at once: try again in a moment\n');
      return;
    }
    under++;
    response.once('close', () => under--);
    serve(request, response, artifacts, clock);
  });
  server.timeout = IDLE_MS;
  return (socket) => {
    asking.set(
      socket,
      clock.schedule(REQUEST_MS, () => socket.destroy()),
    );
    socket.once('close', () => asking.get(socket)?.());
    server.emit('connection', socket);
  };
}

function serve(
  { method, url, socket, headers }: IncomingMessage,
  response: ServerResponse,
  { installer, byDigest }: Artifacts,
  clock: Clock,
): void {
  const artifact = byDigest.get(/^\/artifacts\/([0-9a-f]{64})$/.exec(url ?? '')?.[1] ?? '');
  if (method !== 'GET') answer(response, 405, 'GET only\n');
  // For a host that looks whether its clock is right before it joins.
  else if (url === '/now') answer(response, 200, `${Math.floor(clock.nowMs() / 1000)}\n`);
  else if (url === '/install') answer(response, 200, installer);
  else if (!artifact) answer(response, 404, 'there is nothing here: /install is the script\n');
  else {
    const start = startOf(headers.range, artifact.bytes);
    const { bytes } = artifact;
    response.writeHead(start > 0 ? 206 : 200, {
      'content-type': 'application/gzip',
      'content-length': bytes - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${bytes - 1}/${bytes}` }),
    });
    pipeline(createReadStream(artifact.path, { start }), response, (thrown) => thrown && socket.destroy());
  }
}

/** For who goes on with what was cut off. Whatever else is asked for gets all of it, as a server may. */
function startOf(range: string | undefined, bytes: number): number {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1] ?? 0);
  return start < bytes ? start : 0;
}

function answer(response: ServerResponse, status: number, body: string): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': length });
  response.end(body);
}
