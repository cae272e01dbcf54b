/**
 * Laws of the streams that reach into copies, on every carrier: a reader that does not read holds what fits into its own
 * window, at each end, and nobody waits behind it, neither another stream nor the messages of the link.
 */
import { ExecHost, LogSender } from '@berth/agent/testing';
import { ExecStreams, LogStreams } from '@berth/coordinator';
import {
  type AgentMessage,
  type CoordinatorMessage,
  LIMITS,
  nodeId,
  type PlacementId,
  placementId,
  workloadKey,
} from '@berth/core';
import { systemClock } from '@berth/runtime';
import type { AgentCarrier, ExecIn, ExecOut, FleetCarrier, FleetLink } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { QUIET, runRequest } from '../agent/driver-fixture.js';
import { StreamingDriver } from './streaming-driver.js';

type Carriers = { readonly fleet: FleetCarrier; readonly agent: AgentCarrier };

const TOTAL_BYTES = 1_000_000;
const alive = new AbortController().signal;
const NODE = nodeId('a');
const FOLLOW = { follow: false, tailBytes: 0, from: 0 };

function copy(replica: number): PlacementId {
  return placementId(workloadKey('shop', 'web'), replica, 1);
}

/** Both ends as the fleet and the session put them together, without what is not theirs. */
async function rig(t: ExecutionContext, { fleet, agent }: Carriers) {
  const clock = systemClock();
  let ids = 0;
  const next = { next: (prefix: string) => `${prefix}-${++ids}` };
  const [logs, execs] = [new LogStreams(next), new ExecStreams(next)];
  const driver = new StreamingDriver(TOTAL_BYTES);
  const sender = new LogSender({ driver, log: QUIET });
  const copyOf = () => ({ handle: { driver: 'streaming' }, request: runRequest([]) });
  const host = new ExecHost({ driver, clock, log: QUIET, copyOf });
  const heard = new Heard();
  let onLink: (link: FleetLink) => void = () => {};
  const linked = new Promise<FleetLink>((resolve) => {
    onLink = resolve;
  });
  await fleet.listen({
    onLink: (link) => onLink(link),
    onMessage: (link, message) => heard.take(link, message, logs, execs),
    onDown: (link, why) => {
      logs.linkDown(link, why);
      execs.linkDown(link, why);
    },
  });
  const up = new Promise<void>((resolve) => {
    const link = agent.open(NODE, {
      onUp: resolve,
      onMessage: (message) => take(message),
      onDown: () => {
        sender.cancelAll();
        host.cancelAll();
      },
    });
    const take = (message: CoordinatorMessage) => {
      if (message.kind === 'log-request') sender.start(link, message);
      else if (message.kind === 'log-cancel') sender.cancel(message.stream);
      else if (message.kind === 'exec-request') host.start(link, message);
      else if (message.kind === 'exec-input') host.input(message);
      else if (message.kind === 'exec-cancel') host.cancel(message.stream);
      else if (message.kind === 'stream-credit') {
        sender.credit(message.stream, message.bytes);
        host.credit(message.stream, message.bytes);
      }
    };
    heard.say = (message) => void link.send(message);
    t.teardown(() => link.close());
  });
  await up;
  return { logs, execs, driver, heard, link: await linked };
}

class Heard {
  say: (message: AgentMessage) => void = () => {};
  #beats = new Map<number, () => void>();

  take(link: FleetLink, message: AgentMessage, logs: LogStreams, execs: ExecStreams): void {
    if (message.kind === 'log-chunk') logs.chunk(link.node, message);
    else if (message.kind === 'exec-output') execs.output(link.node, message);
    else if (message.kind === 'exec-end') execs.ended(link.node, message);
    else if (message.kind === 'stream-credit') execs.credit(link.node, message);
    else if (message.kind === 'heartbeat') this.#beats.get(message.beat)?.();
  }

  /** Resolves when this heartbeat has come through. */
  beat(beat: number): Promise<void> {
    const come = new Promise<void>((resolve) => void this.#beats.set(beat, resolve));
    this.say({ kind: 'heartbeat', beat, assignmentVersion: 0, assignmentDigest: '' });
    return come;
  }
}

async function bytesOf(items: AsyncIterable<ExecOut>): Promise<{ bytes: number; exitCode?: number }> {
  let bytes = 0;
  for await (const item of items) {
    if (item.kind === 'exit') return { bytes, exitCode: item.exitCode };
    bytes += item.data.length;
  }
  return { bytes };
}

function wish(command: string) {
  return { command: [command], input: true, term: '' };
}

export function streamsConformance(name: string, open: (t: ExecutionContext) => Promise<Carriers>): void {
  test(`${name}: a log reader that stalls holds its window, and nobody waits behind it`, async (t) => {
    const { logs, driver, heard, link } = await rig(t, await open(t));
    const stalled = logs.open(link, copy(0), FOLLOW, alive);
    await stalled.next();
    await stalled.next();
    let at = 0;
    for await (const part of logs.open(link, copy(1), FOLLOW, alive)) {
      t.is(part.at, at);
      at += part.data.length;
    }
    t.is(at, TOTAL_BYTES);
    await heard.beat(7);
    // What is under way, and the part that the agent holds in its hand.
    t.true(driver.read(copy(0)) <= LIMITS.streamWindowBytes + 2 * LIMITS.logChunkBytes);
    let bytes = 0;
    for await (const part of stalled) bytes = part.at + part.data.length;
    t.is(bytes, TOTAL_BYTES, 'it goes on where it was, and misses nothing');
  });

  test(`${name}: a command that does not read, one that is not read, and one that runs beside them`, async (t) => {
    const { execs, driver, heard, link } = await rig(t, await open(t));
    let asked = 0;
    const endless = async function* (): AsyncGenerator<ExecIn> {
      for (;;) {
        asked += LIMITS.execChunkBytes;
        yield { kind: 'input', data: new Uint8Array(LIMITS.execChunkBytes) };
      }
    };
    const deaf = execs.open(link, copy(0), wish('deaf'), endless(), alive);
    const heardOf = deaf.next();
    const unread = execs.open(link, copy(0), wish('loud'), only(), alive);
    await unread.next();
    const data = new Uint8Array(500_000);
    const echo = execs.open(
      link,
      copy(0),
      wish('echo'),
      only({ kind: 'input', data }, { kind: 'end' }),
      alive,
    );
    t.deepEqual(await bytesOf(echo), { bytes: 500_000, exitCode: 3 });
    await heard.beat(8);
    t.true(asked <= LIMITS.streamWindowBytes + 2 * LIMITS.execChunkBytes, `${asked} were asked for`);
    t.true(driver.said <= LIMITS.streamWindowBytes + 2 * LIMITS.logChunkBytes, `${driver.said} were said`);
    // Whoever goes away, and whoever is cut off, leaves nothing.
    t.is(driver.running, 2);
    await unread.return(undefined);
    while (driver.running > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    link.close('cut');
    await t.throwsAsync(heardOf, { code: 'unreachable', message: /and the command with it/ });
    while (driver.running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    t.pass();
  });
}

async function* only(...items: ExecIn[]): AsyncGenerator<ExecIn> {
  yield* items;
}
