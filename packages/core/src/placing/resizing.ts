/**
 * Copies that differ from what is wanted in their amounts of cpu and memory only go on with the new ones, where their nodes have
 * room: by the same fit function as any claim. The others are updated as ever, and so is one whose agent says that it could not
 * be done (`misfit`). It is no rollout: all copies are told at once (docs/adr/0045).
 */
import type { NodeId, PlacementId } from '../basics/ids.js';
import { sizelessHashOf } from '../configuration/files.js';
import type { Turn } from '../control/turn.js';
import { isTerminal, type Placement, type RunSpec } from '../model/model.js';
import { claimRejects, copyLoad, hold, type NodeLoad, release } from '../resources/capacity.js';
import { holdOf } from '../rollouts/rollouts.js';
import type { WorkloadRecord } from '../state/state.js';

/** Returns the copies that go on with other amounts. */
export function settleSizes(turn: Turn, workload: WorkloadRecord): PlacementId[] {
  if (workload.deleted || workload.outdated === 0 || holdOf(workload)) return [];
  const { key, spec } = workload;
  const trial = new Trial(turn, spec.run);
  const isSame = sameButForSize(spec.run);
  const placements: PlacementId[] = [];
  for (const copy of workload.placements.values()) {
    const isCandidate = copy.runHash !== workload.runHash && copy.desired === 'running' && !copy.misfit;
    if (isCandidate && isSame(copy.run) && trial.fits(copy)) placements.push(copy.id);
  }
  if (placements.length > 0)
    turn.emit({ kind: 'placements.resized', workload: key, placements, atMs: turn.nowMs });
  return placements;
}

/** Copies share their runs: each is looked at once. */
function sameButForSize(wanted: RunSpec): (run: RunSpec) => boolean {
  const hash = sizelessHashOf(wanted);
  const known = new Map<RunSpec, boolean>();
  return (run) => {
    const found = known.get(run) ?? sizelessHashOf(run) === hash;
    known.set(run, found);
    return found;
  };
}

/** The nodes as they would be with the copies that have fitted so far. */
class Trial {
  readonly #turn: Turn;
  readonly #quantities: RunSpec['resources']['quantities'];
  readonly #loads = new Map<NodeId, NodeLoad>();

  constructor(turn: Turn, { resources }: RunSpec) {
    this.#turn = turn;
    this.#quantities = resources.quantities;
  }

  fits({ node: id, claim, observed }: Placement): boolean {
    // What has completed holds nothing, and need not be done again for other limits. What failed is tried with them.
    if (isTerminal(observed)) return observed === 'completed';
    const node = this.#turn.state.nodes.get(id);
    if (!node) return false;
    const load = this.#loads.get(id) ?? copyLoad(node.load);
    this.#loads.set(id, load);
    const wanted = { ...claim, quantities: this.#quantities };
    release(load, claim);
    const fits = claimRejects(load, wanted).length === 0;
    hold(load, fits ? wanted : claim);
    return fits;
  }
}
