/** What a fault is to the campaign: a name, how it is made, and how it is undone. */
import type { BerthClient } from '@berth/client';
import type { ReplicatedCluster } from './replicated-cluster.js';

export type Scene = {
  readonly cluster: ReplicatedCluster;
  /** Asks any coordinator that answers. */
  readonly watcher: BerthClient;
  /** How long a leader that is stopped stands still; longer than followers wait. */
  readonly stopMs: number;
  /** How long the weather lasts that nobody falls over. */
  readonly weatherMs: number;
  /** A line about what is wrong, for the report. */
  readonly violation: (text: string) => void;
  /** A line about what was seen. */
  readonly note: (text: string) => void;
};

/** Ends the fault; resolves when it is over. */
export type Undo = () => Promise<void>;

export type Fault = {
  readonly name: string;
  /** From the fault to the next acknowledged operation, at most; where there is a goal. */
  readonly goalMs?: number;
  /** Struck in every round, as often as was asked for; the others are struck in a few rounds. */
  readonly isNamed?: true;
  /** Needs disks of its own, which only root can mount. */
  readonly needsDisks?: true;
  /** To undo it is mostly to wait, while requests are answered again: there is time for one that fits in. */
  readonly isPatient?: true;
  /** Touches nothing that the patient ones touch, so it may be struck before they are undone. */
  readonly fitsIn?: true;
  /** In the tests too, which have a minute. */
  readonly isShort?: true;
  /** It stays until it is undone: the campaign undoes it after the next acknowledged operation. */
  readonly strike: (scene: Scene) => Promise<Undo>;
};

/** So long a request may take, and whatever waits for something to happen. */
export const PATIENCE_MS = 90_000;
