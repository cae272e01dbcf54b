/** A handle on the process that holds the simulated agents. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FleetAnswer, FleetRequest, FleetStatus, FleetWish, Latencies } from './fleet-messages.js';

const MAIN = fileURLToPath(new URL('./fleet-main.js', import.meta.url));
const HEAP_MIB = 8_192;
const LOOK_MS = 200;

export class FleetProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #agents: number;
  readonly #lost: Promise<never>;

  private constructor(child: ChildProcess, agents: number) {
    this.#child = child;
    this.#agents = agents;
    this.pid = child.pid ?? 0;
    this.#lost = once(child, 'exit').then(() => {
      throw new Error('the process of the fleet ended by itself');
    });
    this.#lost.catch(() => {});
  }

  /** Resolves when all agents have begun to connect, all at once. */
  static async start(wish: FleetWish): Promise<FleetProcess> {
    const child = fork(MAIN, { stdio: 'inherit', execArgv: [`--max-old-space-size=${HEAP_MIB}`] });
    const fleet = new FleetProcess(child, wish.agents);
    await fleet.#ask({ kind: 'open', wish });
    return fleet;
  }

  async status(): Promise<FleetStatus> {
    const said = await this.#ask({ kind: 'status' });
    if (said.kind !== 'status') throw new Error('the fleet says something else');
    return said.status;
  }

  /** Times of welcomes count from now on. */
  async round(): Promise<void> {
    await this.#ask({ kind: 'round' });
  }

  async latencies(askedAtMs: Readonly<Record<string, number>>): Promise<Latencies> {
    const said = await this.#ask({ kind: 'latencies', askedAtMs });
    if (said.kind !== 'latencies') throw new Error('the fleet says something else');
    return said.latencies;
  }

  /** Once every agent was welcomed in this round and is connected, or `withinMs` are over. */
  allWelcomed(withinMs: number): Promise<FleetStatus> {
    const all = this.#agents;
    return this.until(({ welcomed, connected }) => welcomed === all && connected === all, withinMs);
  }

  /** The first status that holds, or the last before `withinMs` are over. */
  async until(holds: (status: FleetStatus) => boolean, withinMs: number): Promise<FleetStatus> {
    const started = performance.now();
    for (;;) {
      const status = await this.status();
      if (holds(status) || performance.now() - started > withinMs) return status;
      await delay(LOOK_MS);
    }
  }

  /** When agents were welcomed, milliseconds since the round began, in order. */
  async welcomedMs(): Promise<readonly number[]> {
    const said = await this.#ask({ kind: 'welcomes' });
    if (said.kind !== 'welcomes') throw new Error('the fleet says something else');
    return said.welcomedMs;
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #ask(request: FleetRequest): Promise<FleetAnswer> {
    const child = this.#child;
    const answered = once(child, 'message');
    child.send(request);
    const [said] = (await Promise.race([answered, this.#lost])) as [FleetAnswer];
    return said;
  }
}
