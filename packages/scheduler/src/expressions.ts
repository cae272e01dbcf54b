/**
 * CEL expressions over a node, for `require` and `prefer`: read once, bounded, and remembered per node.
 *
 * An expression that cannot be worked out on a node is not true there: `node.labels.tier == 'gold'` on a node without
 * that label, and so is its opposite, `!(node.labels.tier == 'gold')`. Ask with `'tier' in node.labels` first where the
 * difference matters. As CEL has it, `||` and `&&` look at both sides: one side that is enough decides.
 */
import { LIMITS, type NodeInfo } from '@berth/core';
import type { ParseResult } from '@marcbachmann/cel-js';
import { contextOf, createEnvironment } from './cel-environment.js';
import { faultOfLibrary, line } from './expression-faults.js';
import { faultIn } from './expression-rules.js';

/** Expressions kept; over this, all are dropped and read again on demand. */
const KEPT = 2_048;

type Read = { readonly run: ParseResult } | { readonly wrong: string };
type Known = { readonly read: Read; readonly slot: number };
/** What is known of one node: results by slot, so that a node costs a byte per expression. */
type Facts = { readonly context: object; results: Uint8Array };

const UNKNOWN = 0;
const TRUE = 1;
const FALSE = 2;

/** One per scheduler. */
export class Expressions {
  readonly #environment = createEnvironment();
  readonly #known = new Map<string, Known>();
  #facts = new WeakMap<NodeInfo, Facts>();

  /** What is wrong with an expression, in one line with the place and what to do, or undefined. */
  check(source: string): string | undefined {
    const read = this.#known.get(source)?.read ?? this.#read(source);
    return 'wrong' in read ? read.wrong : undefined;
  }

  /** Whether the expression is true on the node. Never throws: what cannot be read or worked out is not true. */
  matches(source: string, info: NodeInfo): boolean {
    const { read, slot } = this.#know(source);
    const facts = this.#factsOf(info);
    const result = facts.results[slot] ?? UNKNOWN;
    if (result !== UNKNOWN) return result === TRUE;
    const isTrue = 'run' in read && evaluate(read.run, facts.context).value;
    remember(facts, slot, isTrue ? TRUE : FALSE);
    return isTrue;
  }

  /** Why it is not true there, for people. */
  whyNot(source: string, info: NodeInfo): string {
    const { read } = this.#know(source);
    if ('wrong' in read) return read.wrong;
    const { value, failure } = evaluate(read.run, this.#factsOf(info).context);
    return failure ?? `is ${value} on this node`;
  }

  #know(source: string): Known {
    const known = this.#known.get(source);
    if (known) return known;
    if (this.#known.size >= KEPT) {
      this.#known.clear();
      this.#facts = new WeakMap();
    }
    const added = { read: this.#read(source), slot: this.#known.size };
    this.#known.set(source, added);
    return added;
  }

  #read(source: string): Read {
    if (source.length > LIMITS.expressionLength) {
      return { wrong: `is longer than ${LIMITS.expressionLength} characters: split it into several` };
    }
    try {
      const run = this.#environment.parse(source);
      const fault = faultIn(run.ast);
      if (fault) return { wrong: line(fault, source) };
      const { valid, type = 'nothing', error } = run.check();
      if (!valid) return { wrong: line(faultOfLibrary(error), source) };
      if (type === 'bool') return { run };
      return { wrong: `gives ${type}, not true or false: compare it with something, e.g. with ==` };
    } catch (thrown) {
      return { wrong: line(faultOfLibrary(thrown), source) };
    }
  }

  #factsOf(info: NodeInfo): Facts {
    const known = this.#facts.get(info);
    if (known) return known;
    const facts = { context: contextOf(info), results: new Uint8Array(8) };
    this.#facts.set(info, facts);
    return facts;
  }
}

function remember(facts: Facts, slot: number, result: number): void {
  if (slot >= facts.results.length) {
    const longer = new Uint8Array(Math.max(slot + 1, 2 * facts.results.length));
    longer.set(facts.results);
    facts.results = longer;
  }
  facts.results[slot] = result;
}

function evaluate(run: ParseResult, context: object): { readonly value: boolean; readonly failure?: string } {
  try {
    return { value: run(context) === true };
  } catch (thrown) {
    const { problem } = faultOfLibrary(thrown);
    const missing = /^No such key: (.*)$/.exec(problem);
    const failure = missing ? `the node has no "${missing[1]}"` : `fails on this node: ${problem}`;
    return { value: false, failure };
  }
}
