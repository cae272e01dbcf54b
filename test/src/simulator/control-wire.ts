/**
 * The control API between processes, over the faulty network: as gRPC carries it, in that nothing is sent twice, a call ends
 * within a time limit, and one whose server dies is cut off. Streams are not carried: nobody here asks for logs.
 */
import { BerthError } from '@berth/core';
import type { ControlApi, ControlClient } from '@berth/transport';
import type { FaultyNetwork } from './faulty-network.js';
import type { Stream } from './random-streams.js';
import type { ProcessGate, VirtualTime } from './virtual-time.js';

const TIMEOUT_MS = 30_000;
const METHODS = [
  ...([
    'apply',
    'deleteStack',
    'place',
    'move',
    'confirm',
    'release',
    'setEligibility',
    'removeNode',
    'rollout',
    'retry',
    'dispatch',
    'stopDispatch',
    'updateAgents',
    'removeVolume',
  ] as const),
  ...([
    'info',
    'listReservations',
    'listNodes',
    'listPlacements',
    'listRollouts',
    'listDispatches',
    'getAgentUpdate',
    'rebalance',
  ] as const),
];

type Call = { readonly from: string; readonly reject: (thrown: BerthError) => void };

export class ControlWire {
  readonly #time: VirtualTime;
  readonly #network: FaultyNetwork;
  readonly #servers = new Map<string, { readonly api: ControlApi; readonly calls: Set<Call> }>();

  constructor(time: VirtualTime, network: FaultyNetwork) {
    this.#time = time;
    this.#network = network;
  }

  serve(address: string, api: ControlApi): void {
    this.#servers.set(address, { api, calls: new Set() });
  }

  /** The process behind the address is gone: its callers learn of it as by a reset. */
  crash(address: string): void {
    const calls = this.#servers.get(address)?.calls ?? [];
    this.#servers.delete(address);
    for (const { from, reject } of calls) {
      this.#network.carry(address, from, () =>
        reject(new BerthError('unreachable', 'the connection was cut')),
      );
    }
  }

  /** `from`: the end that asks, with the door of its process where it may be paused. */
  connect(from: string, address: string, gate?: ProcessGate): ControlClient {
    const methods = METHODS.map((name) => [
      name,
      (request: unknown) => this.#call(from, address, gate, name, request),
    ]);
    return { ...(Object.fromEntries(methods) as ControlApi), close: () => {} };
  }

  #call(
    from: string,
    to: string,
    gate: ProcessGate | undefined,
    name: (typeof METHODS)[number],
    request: unknown,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new BerthError('timed_out', `${to} has not answered in time`));
      const cancel = this.#time.schedule(TIMEOUT_MS, () => (gate ? gate.enter(late) : late()));
      const back = (run: () => void) => {
        this.#network.carry(to, from, () => {
          cancel();
          run();
        });
      };
      this.#network.carry(from, to, () => {
        const server = this.#servers.get(to);
        if (!server) return back(() => reject(unheard(to)));
        const call: Call = { from, reject };
        server.calls.add(call);
        const ask = server.api[name] as (request: unknown) => Promise<unknown>;
        ask(structuredClone(request))
          .finally(() => server.calls.delete(call))
          .then(
            (reply) => {
              const copy = structuredClone(reply);
              back(() => resolve(copy));
            },
            (thrown: unknown) => back(() => reject(thrown)),
          );
      });
    });
  }
}

/** Nothing was sent: whoever is told so may ask another one. */
class Unheard extends BerthError {}

function unheard(address: string): Unheard {
  return new Unheard('unreachable', `cannot reach ${address}: nothing listens there`);
}

/** Whether the error says that nothing was asked. */
export function neverAsked(thrown: unknown): boolean {
  return thrown instanceof Unheard;
}

/** A client with a list of addresses: stays with one while it answers, and now and then begins with another. */
export function clientOf(wire: ControlWire, addresses: readonly string[], random: Stream): ControlApi {
  const stubs = addresses.map((address) => wire.connect('client', address));
  let at = 0;
  const methods = METHODS.map((name) => [
    name,
    async (request: unknown) => {
      if (random.chance(0.2)) at = random.between(0, stubs.length - 1);
      for (let tried = 1; ; tried++) {
        try {
          return await ((stubs[at] as ControlApi)[name] as (request: unknown) => Promise<unknown>)(request);
        } catch (thrown) {
          const { code } = BerthError.from(thrown);
          if (code === 'unreachable' || code === 'timed_out') at = (at + 1) % stubs.length;
          if (!neverAsked(thrown) || tried >= stubs.length) throw thrown;
        }
      }
    },
  ]);
  return Object.fromEntries(methods) as ControlApi;
}
