import { request } from 'node:http';
import { type CheckOutcome, LIMITS } from '@berth/core';

/** GET on a connection of its own; a status of 200 to 399 passes, redirects are not followed. Rejects without an answer. */
export function httpCheck(
  { host, port, path }: { readonly host: string; readonly port: number; readonly path: string },
  signal: AbortSignal,
): Promise<CheckOutcome> {
  return new Promise((resolve, reject) => {
    const call = request({
      ...{ host, port, path, signal },
      agent: false,
      headers: { 'user-agent': 'berth-health', accept: '*/*', connection: 'close' },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const { statusCode = 0 } = response;
      const ok = statusCode >= 200 && statusCode < 400;
      let bytes = 0;
      response.on('data', (data: Buffer) => {
        bytes += data.length;
        // What is said beyond the status is of no interest; an endless answer must not be read for ever.
        if (bytes > LIMITS.checkAnswerBytes) response.destroy();
      });
      response.on('error', () => {});
      response.on('close', () => resolve(ok ? { ok } : { ok, message: `status ${statusCode} of ${path}` }));
    });
    call.end();
  });
}
