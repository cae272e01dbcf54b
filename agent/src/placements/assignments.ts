/** Which assignment this node holds, and which messages may change it. */
import type { Assignment, PlacementId } from '@berth/core';
import type { Journal, JournalContents } from '../journal/journal.js';
import type { Runner } from './runner.js';

type Verdict = 'fits' | 'old' | 'gap' | 'held';

export class Assignments {
  readonly #journal: Journal;
  #epoch: number;
  #version: number;
  #maxEpoch: number;

  constructor(journal: Journal, contents: JournalContents) {
    this.#journal = journal;
    this.#epoch = contents.meta.epoch;
    this.#version = contents.meta.version;
    this.#maxEpoch = contents.maxEpoch;
  }

  get version(): number {
    return this.#version;
  }

  get maxEpoch(): number {
    return this.#maxEpoch;
  }

  /** Takes an epoch as the highest one, durably, before anything of it is obeyed. */
  async obey(epoch: number): Promise<void> {
    if (epoch <= this.#maxEpoch) return;
    await this.#journal.noteEpoch(epoch);
    this.#maxEpoch = epoch;
  }

  /**
   * Of a part as of the whole: each names its version. "old" = superseded by what is held; "gap" = a delta on something
   * that is not held; "held" = it says that what is held is right, also in the name of a new leader.
   */
  judge({ epoch, version, form, baseVersion, placements, removed }: Assignment): Verdict {
    if (epoch < this.#epoch || (epoch === this.#epoch && version < this.#version)) return 'old';
    if (form !== 'delta') return 'fits';
    const says = placements.length + removed.length;
    if (says === 0 && version === this.#version && baseVersion === version) return 'held';
    if (epoch !== this.#epoch || baseVersion > this.#version) return 'gap';
    if (version === this.#version) return 'old';
    return baseVersion === this.#version ? 'fits' : 'gap';
  }

  /** What is held is what the leader of this epoch says. Nothing is written: `obey` has noted the epoch. */
  confirm({ epoch }: Assignment): void {
    this.#epoch = Math.max(this.#epoch, epoch);
  }

  /** Hands the change to the runner, which makes it durable together with the new version. */
  async apply(assignment: Assignment, runner: Runner): Promise<void> {
    const { epoch, version, form, placements, removed, runs } = assignment;
    const named = placements.map((assigned) => {
      const run = runs[assigned.runHash];
      if (!run) throw new Error(`assignment ${version} lacks the run of ${assigned.id}`);
      return { assigned, run };
    });
    const gone = form === 'delta' ? removed : missingFrom(runner.assigned(), placements);
    await runner.assign({ epoch, version }, named, gone);
    this.#epoch = epoch;
    this.#version = version;
  }
}

function missingFrom(held: readonly PlacementId[], placements: Assignment['placements']): PlacementId[] {
  const named = new Set(placements.map((placement) => placement.id));
  return held.filter((id) => !named.has(id));
}
