/** Strikes with one fault after the other: those of agents and their links, and those of the coordinators. */
import type { Fault } from './control-plane.js';
import type { FaultPlan } from './fault-plan.js';
import type { Stream } from './random-streams.js';
import type { World } from './world.js';

const BACK_AFTER_MS = [100, 5_000, 60_000];
const HEALS_AFTER_MS = [2_000, 45_000, 120_000];

export class Injector {
  readonly #world: World;
  readonly #random: Stream;
  readonly #faults: readonly Fault[];

  constructor(world: World, plan: FaultPlan, random: Stream) {
    this.#world = world;
    this.#random = random;
    const own: Fault[] = [
      { name: 'agent crashes', weight: 18, strike: () => this.#stopAgent('crash') },
      { name: 'reboot', weight: 7, strike: () => this.#stopAgent('reboot') },
      { name: 'agent is cut off', weight: 30, strike: () => this.#cut() },
      { name: 'taint', weight: 5, strike: () => this.#taint() },
    ];
    const jumps: Fault = {
      name: 'wall clocks jump',
      weight: 8,
      strike: () => world.jumpWallClock(random.pick([-3_600_000, 60_000, 86_400_000])),
    };
    this.#faults = [...own, ...(plan.wallJumps ? [jumps] : []), ...world.plane.faults].map((fault) => ({
      ...fault,
      weight: fault.weight * (plan.weights[fault.name] ?? 1),
    }));
  }

  strike(): void {
    let draw = this.#random.next() * this.#faults.reduce((sum, { weight }) => sum + weight, 0);
    if (this.#world.plane.undisturbed) return;
    const drawn = this.#faults.find(({ weight }) => {
      draw -= weight;
      return draw < 0;
    });
    drawn?.strike(this.#random);
  }

  #stopAgent(how: 'crash' | 'reboot'): void {
    const world = this.#world;
    const machine = this.#random.pick(world.machines);
    if (how === 'crash') world.crashAgent(machine);
    else world.reboot(machine);
    world.time.schedule(this.#random.pick(BACK_AFTER_MS), () => world.startAgent(machine));
  }

  /** One way or both, from one coordinator or all; heals after a while together with every other cut. */
  #cut(): void {
    const { network, time, trace, machines, plane } = this.#world;
    const random = this.#random;
    const { name } = random.pick(machines);
    const way = random.pick(['in', 'out', 'both']);
    const from = random.chance(0.3) ? [random.pick(plane.addresses)] : plane.addresses;
    trace.say('network', `cuts ${name} from ${from.join(', ')} (${way})`);
    trace.seen(way === 'both' ? 'partition' : 'one-way partition');
    for (const address of from) {
      if (way !== 'in') network.cut(name, address);
      if (way !== 'out') network.cut(address, name);
    }
    time.schedule(random.pick(HEALS_AFTER_MS), () => network.heal());
  }

  /** Its operator says that the node is not for everybody any more, or again. */
  #taint(): void {
    const machine = this.#random.pick(this.#world.machines);
    this.#world.taint(machine, !machine.tainted);
  }
}
