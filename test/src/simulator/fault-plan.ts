/** How bad a run is: drawn from its seed, printed with a failure. */
import { type ModelFaults, NO_FAULTS } from '../jetstream/model-stream.js';
import type { NetworkFaults } from './faulty-network.js';
import type { Stream } from './random-streams.js';
import type { Focus } from './requests.js';

export type FaultPlan = NetworkFaults & {
  readonly nodes: number;
  /** Mean time between two faults of any kind. */
  readonly faultEveryMs: number;
  readonly requestEveryMs: number;
  readonly wallJumps: boolean;
  readonly slowDisks: boolean;
  readonly stream: ModelFaults;
  /** How much likelier than usual a fault is, by its name. */
  readonly weights: Readonly<Record<string, number>>;
};

const MILD: ModelFaults = {
  ...{ lost: 0.01, zombie: 0.01, answerLost: 0.01, falseAck: 0.005, readLost: 0.01 },
  ...{ followSkips: 0.01, followStalls: 0.005, followEnds: 0.01 },
  ...{ electionEveryMs: 60_000, stallEveryMs: 90_000, isolationEveryMs: 60_000 },
};

const HARSH: ModelFaults = {
  ...{ lost: 0.05, zombie: 0.05, answerLost: 0.05, falseAck: 0.02, readLost: 0.05 },
  ...{ followSkips: 0.03, followStalls: 0.02, followEnds: 0.03 },
  ...{ electionEveryMs: 15_000, stallEveryMs: 25_000, isolationEveryMs: 15_000 },
};

/** Who is cut off, paused or replaced is what matters to copies that may run once. */
const WEIGHTS: Readonly<Record<Focus, FaultPlan['weights']>> = {
  exclusive: { cut: 3, pause: 3, 'agent is cut off': 3, reboot: 2 },
};

export function drawPlan(random: Stream, { focus }: { readonly focus?: Focus }): FaultPlan {
  return {
    nodes: random.between(3, 6),
    dropProbability: random.pick([0, 0.02, 0.1, 0.3]),
    repeatProbability: random.pick([0, 0.05, 0.3]),
    delayMsMax: random.pick([5, 50, 1_000]),
    faultEveryMs: random.pick([10_000, 30_000, 90_000]),
    requestEveryMs: random.pick([500, 3_000, 15_000]),
    wallJumps: random.chance(0.5),
    slowDisks: random.chance(0.3),
    stream: random.pick([NO_FAULTS, MILD, HARSH, HARSH]),
    weights: focus ? WEIGHTS[focus] : {},
  };
}
