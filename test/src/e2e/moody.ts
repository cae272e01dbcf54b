/** A service whose health is set from outside, and words to set it. It forgets with every start. */
import type { PlacementView } from '@berth/core';

const SERVER = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const moods = { ready: Number(process.env.READY ?? 200), live: 200, hold: 0 };
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://x');
  if (pathname === '/set') {
    for (const [name, value] of searchParams) moods[name] = Number(value);
    return response.end('set');
  }
  if (pathname === '/ready' || pathname === '/live') {
    response.statusCode = moods[pathname.slice(1)];
    return response.end();
  }
  if (pathname === '/endpoints') {
    const file = process.env.BERTH_ENDPOINTS_FILE;
    return response.end(file === undefined ? 'no file' : readFileSync(file));
  }
  setTimeout(() => response.end(process.env.BERTH_PLACEMENT + ' ' + process.pid), moods.hold);
});
setTimeout(() => server.listen(Number(process.env.BERTH_PORT_HTTP), '127.0.0.1'), Number(process.env.START_MS ?? 0));
process.on('SIGTERM', () => process.exit(0));
`;

export type MoodyWish = {
  readonly health?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly more?: object;
};

/** The keys of one workload. */
export function moody({ health, env = {}, more }: MoodyWish = {}): object {
  return {
    process: { command: ['node', '-e', SERVER], env, grace: '2s' },
    resources: { cpu: '10m', memory: '128Mi', ports: { http: 'auto' } },
    failure: { delay: '200ms', maxDelay: '1s' },
    ...(health && { health }),
    ...more,
  };
}

/** Often, so that tests need not wait. */
export const EVERY = { interval: '200ms', timeout: '5s' } as const;

export async function setMood(
  placement: PlacementView | undefined,
  moods: Readonly<Record<string, number>>,
): Promise<void> {
  const query = Object.entries(moods).map(([name, value]) => `${name}=${value}`);
  const response = await fetch(`http://${placement?.endpoints.http}/set?${query.join('&')}`);
  await response.text();
}
