/** Agents that beat as fast as they are answered, in a process of their own; this file is also that process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CoordinatorMessage } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import { type AgentLink, natsAgentCarrier } from '@berth/transport';
import { nodeInfo, simulatedNode } from './simulated-agent.js';

export type LoadSize = { readonly agents: number; readonly forMs: number };

type Told = { readonly kind: 'begun' } | { readonly kind: 'done'; readonly answered: number };

const THIS = fileURLToPath(import.meta.url);
/** A link may have so many heartbeats unanswered. */
const IN_FLIGHT = 8;

export class HeartbeatLoad {
  /** All agents were welcomed, and have begun. */
  readonly begun: Promise<void>;
  /** How many heartbeats were answered in the time. */
  readonly answered: Promise<number>;
  readonly ended: Promise<void>;

  private constructor(begun: Promise<void>, answered: Promise<number>, ended: Promise<void>) {
    this.begun = begun;
    this.answered = answered;
    this.ended = ended;
  }

  static start(url: string, cluster: string, { agents, forMs }: LoadSize): HeartbeatLoad {
    const child = fork(THIS, [url, cluster, String(agents), String(forMs)], { stdio: 'inherit' });
    const ended = once(child, 'exit').then(() => {});
    const told = <Kind extends Told['kind']>(kind: Kind) =>
      new Promise<Extract<Told, { kind: Kind }>>((resolve, reject) => {
        child.on('message', (message: Told) => {
          if (message.kind === kind) resolve(message as Extract<Told, { kind: Kind }>);
        });
        void ended.then(() => reject(new Error('the agents of the load ended by themselves')));
      });
    const done = told('done').then(({ answered }) => answered);
    done.catch(() => {});
    return new HeartbeatLoad(
      told('begun').then(() => {}),
      done,
      ended,
    );
  }
}

/** Answers of one agent; `welcomed` resolves when it may beat. */
class Beater {
  answered = 0;
  readonly welcomed: Promise<void>;
  readonly #link: AgentLink;
  #assignment = { version: 0, digest: '' };

  constructor(url: string, cluster: string, at: number) {
    const node = simulatedNode(at);
    const [clock, random] = [systemClock(), systemRandom()];
    const nats = { servers: [url], name: node };
    const carrier = natsAgentCarrier({ nats, cluster, node, clock, random });
    let resolve = () => {};
    this.welcomed = new Promise((run) => {
      resolve = run;
    });
    this.#link = carrier.open(node, {
      onUp: () => {
        const empty = { assignmentVersion: 0, assignmentDigest: '', maxEpoch: 0 };
        this.#link.send({ kind: 'hello', node: nodeInfo(at, 10), instance: `load-${at}`, ...empty });
      },
      onMessage: (message) => this.#receive(message, resolve),
      onDown: (why) => {
        throw new Error(why);
      },
    });
  }

  begin(): void {
    for (let beat = 0; beat < IN_FLIGHT; beat++) this.#beat();
  }

  #receive(message: CoordinatorMessage, welcome: () => void): void {
    if (message.kind === 'heartbeat-ack') {
      this.answered++;
      this.#beat();
    } else if (message.kind === 'assignment') {
      this.#assignment = message;
      welcome();
    }
  }

  #beat(): void {
    const { version, digest } = this.#assignment;
    this.#link.send({
      kind: 'heartbeat',
      beat: this.answered,
      ...{ assignmentVersion: version, assignmentDigest: digest },
    });
  }
}

async function load([url = '', cluster = '', agents, forMs]: readonly string[]): Promise<void> {
  const beaters = Array.from({ length: Number(agents) }, (_, at) => new Beater(url, cluster, at));
  for (const { welcomed } of beaters) await welcomed;
  for (const beater of beaters) beater.begin();
  process.send?.({ kind: 'begun' });
  const answers = () => beaters.reduce((sum, beater) => sum + beater.answered, 0);
  // A short run on a busy machine may end before the first answer, which is no figure.
  for (let left = Number(forMs); left > 0 || answers() === 0; left -= 100)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const answered = answers();
  process.send?.({ kind: 'done', answered }, () => process.exit(0));
}

if (process.argv[1] === THIS) await load(process.argv.slice(2));
