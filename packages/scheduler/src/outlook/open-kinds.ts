/** Requirements, as a census sees them: which kinds of nodes they leave open. */
import type { NodeInfo } from '@berth/core';
import type { Expressions } from '../expressions.js';
import type { Kinds } from './kinds.js';

/** Nodes of each kind that are asked. */
const SAMPLE = 32;

export class OpenKinds {
  readonly #samples: NodeInfo[][] = [];
  readonly #expressions: Expressions;

  constructor(kinds: Kinds, infos: readonly NodeInfo[], expressions: Expressions) {
    this.#expressions = expressions;
    for (const info of infos) {
      const kind = kinds.of(info);
      this.#samples[kind] ??= [];
      if ((this.#samples[kind]?.length ?? 0) < SAMPLE) this.#samples[kind]?.push(info);
    }
  }

  /** Kinds of which at least half fulfil every requirement; undefined = all, nothing is required. */
  of(require: readonly string[]): ReadonlySet<number> | undefined {
    if (require.length === 0) return undefined;
    const open = new Set<number>();
    this.#samples.forEach((infos, kind) => {
      const passing = infos.filter((info) =>
        require.every((source) => this.#expressions.matches(source, info)),
      );
      if (2 * passing.length >= infos.length) open.add(kind);
    });
    return open;
  }
}
