/**
 * Asks copies that run on this host. A program may listen on all addresses, on the loopback one, or on that of its node
 * only: the next is tried when a connection is refused.
 */
import type { CheckOutcome, NodeInfo, Probe } from '@berth/core';
import type { Driver } from '../drivers/driver.js';
import type { CheckedCopy, Checker } from './checker.js';
import { grpcCheck } from './grpc-check.js';
import { httpCheck } from './http-check.js';
import { tcpCheck } from './tcp-check.js';

const LOOPBACK = '127.0.0.1';

export type HostCheckerDeps = {
  readonly driver: Pick<Driver, 'execute'>;
  readonly node: Pick<NodeInfo, 'address'>;
};

export function hostChecker({ driver, node }: HostCheckerDeps): Checker {
  const hosts = [...new Set([LOOPBACK, node.address])];
  return {
    check: async (probe, copy, { timeoutMs, signal }) => {
      if (probe.kind === 'exec') return execute(driver, probe.command, copy, timeoutMs, signal);
      const port = copy.request.claim.ports[probe.port];
      if (port === undefined) return { ok: false, message: `the copy has no port "${probe.port}"` };
      return ask(hosts, (host) => connectAndAsk(probe, host, port, signal));
    },
  };
}

function connectAndAsk(
  probe: Exclude<Probe, { kind: 'exec' }>,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  switch (probe.kind) {
    case 'http':
      return httpCheck({ host, port, path: probe.path }, signal);
    case 'tcp':
      return tcpCheck({ host, port }, signal);
    case 'grpc':
      return grpcCheck({ host, port, service: probe.service }, signal);
  }
}

async function ask(
  hosts: readonly string[],
  one: (host: string) => Promise<CheckOutcome>,
): Promise<CheckOutcome> {
  let last: unknown;
  for (const host of hosts) {
    try {
      return await one(host);
    } catch (thrown) {
      last = thrown;
      if ((thrown as { code?: string }).code !== 'ECONNREFUSED') break;
    }
  }
  return { ok: false, message: reasonOf(last) };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

function reasonOf(thrown: unknown): string {
  const { code = '', message = String(thrown) } = thrown as { code?: string; message?: string };
  return REASONS[code] ?? message;
}

async function execute(
  driver: HostCheckerDeps['driver'],
  command: readonly string[],
  { handle, request }: CheckedCopy,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  if (!driver.execute) return { ok: false, message: 'commands cannot be run beside this copy' };
  const { exitCode, output } = await driver.execute(handle, { request, command, timeoutMs }, signal);
  if (exitCode === 0) return { ok: true };
  const said = lastLine(output);
  return { ok: false, message: `${command[0]} exited with code ${exitCode}${said && `: ${said}`}` };
}

const SAID_CHARS = 200;

function lastLine(output: string): string {
  return (output.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, SAID_CHARS);
}
