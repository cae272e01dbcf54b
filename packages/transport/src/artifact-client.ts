/** What a coordinator hands out, for a node that fetches it: over HTTPS from where hosts join, and only from a coordinator of its cluster. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { BerthError } from '@berth/core';
import type { Credentials } from '@berth/identity';
import { checkServerIdentity, SECURE_CHANNEL_OPTIONS } from './grpc/secure-channel.js';

/** Of a connection on which nothing moves. */
const IDLE_MS = 60_000;

export type ArtifactWish = {
  /** "host:port" of a coordinator's enrolment listener. */
  readonly address: string;
  readonly identity: Credentials;
  /** SHA-256, lower-case hex; not checked here. */
  readonly digest: string;
  readonly bytes: number;
  /** What is in it already is not fetched again. */
  readonly file: string;
};

/** Throws "unreachable", "overloaded", "not_found" where this coordinator has none of it, or "corrupt" when it sends more. */
export async function fetchArtifact(wish: ArtifactWish, signal: AbortSignal): Promise<void> {
  const { address, bytes, file } = wish;
  const there = await stat(file).catch(() => undefined);
  const from = there && there.size < bytes ? there.size : 0;
  if (there?.size === bytes) return;
  const answer = await ask(wish, from, signal);
  try {
    const isRest = answer.statusCode === 206;
    const had = isRest ? from : 0;
    await pipeline(answer, bounded(bytes - had), createWriteStream(file, { flags: isRest ? 'a' : 'w' }), {
      signal,
    });
  } catch (thrown) {
    if (thrown instanceof BerthError) throw thrown;
    throw new BerthError('unreachable', `${address} was cut off: ${(thrown as Error).message}`, {
      cause: thrown,
    });
  }
  const { size } = await stat(file);
  if (size < bytes) throw new BerthError('unreachable', `${address} sent ${size} of ${bytes} bytes`);
}

function ask(
  { address, identity, digest }: ArtifactWish,
  from: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const [, host = '', port] = /^\[?([^\]]+)\]?:(\d+)$/.exec(address) ?? [];
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host, port, path: `/artifacts/${digest}`, agent: false, signal, timeout: IDLE_MS },
        ...{ ca: identity.authority, cert: identity.certificate, key: identity.key },
        ...{ minVersion: 'TLSv1.3', ALPNProtocols: ['http/1.1'], checkServerIdentity },
        servername: SECURE_CHANNEL_OPTIONS['grpc.ssl_target_name_override'],
        headers: from > 0 ? { range: `bytes=${from}-` } : {},
      },
      (answer) => {
        const { statusCode = 0 } = answer;
        if (statusCode === 200 || statusCode === 206) return resolve(answer);
        answer.destroy();
        if (statusCode === 404) return reject(new BerthError('not_found', `${address} does not hand it out`));
        reject(new BerthError('overloaded', `${address} answered ${statusCode}: it has too much to do`));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('nothing came for a minute')));
    asked.on('error', (thrown) =>
      reject(
        new BerthError('unreachable', `cannot fetch from ${address}: ${thrown.message}`, { cause: thrown }),
      ),
    );
    asked.end();
  });
}

/** What is longer than it was said to be is not kept. */
function bounded(bytesMax: number) {
  return async function* (source: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new BerthError('corrupt', 'it is longer than the ledger says');
      yield chunk;
    }
  };
}
