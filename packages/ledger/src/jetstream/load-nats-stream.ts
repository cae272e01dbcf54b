/** The client of NATS on first use: who keeps the ledger on a disk of his own, and every agent, does without its half megabyte. */
import type { RecoverableStream } from './block-stream.js';
import type { NatsStreamOptions } from './nats-stream.js';

/** Resolves when a server takes the connection, however long that lasts. */
export async function connectNatsStream(options: NatsStreamOptions): Promise<RecoverableStream> {
  const loaded = await import('./nats-stream.js');
  return loaded.connectNatsStream(options);
}
