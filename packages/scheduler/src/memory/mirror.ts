/**
 * The cluster as numbers, brought up to date from the view's log at the beginning of a call: nodes by slot, domains by
 * number, copies by workload and domain. Without a log, or too far behind, all of it is made anew.
 */
import {
  type ClusterView,
  NODE_LOG_LENGTH,
  type NodeId,
  type ReadonlyNodeLog,
  type WorkloadKey,
} from '@berth/core';
import { type CopyCounter, CopyCounters } from './copy-counters.js';
import { DomainNumbers } from './domain-numbers.js';
import { NONE } from './heap-forest.js';
import { Roster } from './roster.js';

/** Kinds of domains that are numbered; over this, all is made anew. */
const KINDS_MAX = 64;

export class Mirror {
  readonly roster: Roster;
  readonly #view: ClusterView;
  readonly #log: ReadonlyNodeLog | undefined;
  readonly #copies: CopyCounters;
  readonly #kinds = new Map<string, DomainNumbers>();
  /** The slots of the log's last entries, at the same numbers modulo the length. */
  readonly #slots: Int32Array;
  #next: number;

  constructor(view: ClusterView) {
    this.#view = view;
    this.#log = view.nodeLog;
    this.roster = new Roster(view.nodes);
    this.#copies = new CopyCounters(view, this.roster);
    this.#slots = new Int32Array(this.#log ? NODE_LOG_LENGTH : 0);
    this.#next = this.#log?.next ?? 0;
  }

  /** The log's number up to which it is up to date. */
  get next(): number {
    return this.#next;
  }

  /** False: it cannot be, so make another one. */
  catchUp(): boolean {
    const log = this.#log;
    if (!log || log.first > this.#next || this.#isCluttered()) return false;
    for (; this.#next < log.next; this.#next++) this.#read(log, this.#next);
    return true;
  }

  /** First number whose slot is still known. */
  get first(): number {
    return Math.max(0, this.#next - NODE_LOG_LENGTH);
  }

  /** The slot that an entry of the log is about, or NONE. */
  slotAt(number: number): number {
    return this.#slots[number % NODE_LOG_LENGTH] as number;
  }

  domains(by: string): DomainNumbers {
    const known = this.#kinds.get(by);
    if (known) return known;
    const added = new DomainNumbers(by);
    for (let slot = 0; slot < this.roster.slots; slot++) added.look(slot, this.roster.nodeAt(slot)?.info);
    this.#kinds.set(by, added);
    return added;
  }

  /** See copy-counters.ts. */
  get forgotten(): number {
    return this.#copies.forgotten;
  }

  counter(workload: WorkloadKey, by: string): CopyCounter {
    return this.#copies.of(workload, this.domains(by));
  }

  #read(log: ReadonlyNodeLog, number: number): void {
    const id = log.nodeAt(number);
    const slot = this.#look(id);
    this.#slots[number % NODE_LOG_LENGTH] = slot ?? NONE;
    const workload = log.workloadAt(number);
    if (workload === undefined) return;
    const isThere = slot !== undefined && this.roster.nodeAt(slot) !== undefined;
    this.#copies.counted(workload, id, isThere ? slot : undefined, log.copiesAt(number));
  }

  #look(id: NodeId): number | undefined {
    const { roster } = this;
    const before = roster.slotOf(id);
    const version = before === undefined ? 0 : roster.versionOf(before);
    const slot = roster.look(id, this.#view.nodes.get(id));
    if (slot === undefined || roster.versionOf(slot) === version) return slot;
    for (const domains of this.#kinds.values()) {
      const from = domains.look(slot, roster.nodeAt(slot)?.info);
      if (from !== domains.of(slot)) this.#copies.moved(domains, id, from, domains.of(slot));
    }
    return slot;
  }

  /** Names of domains that are gone are never forgotten one by one. */
  #isCluttered(): boolean {
    if (this.#kinds.size > KINDS_MAX) return true;
    const most = 2 * this.roster.slots + 1_024;
    for (const domains of this.#kinds.values()) if (domains.size > most) return true;
    return false;
  }
}
