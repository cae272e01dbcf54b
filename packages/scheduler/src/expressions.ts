/**
 * CEL expressions over a node, for `require` and `prefer`. Compiled once, bounded in length, size and depth. Only functions
 * whose results are no larger than what they are given may be called: the library has others that multiply text or
 * backtrack. Macros inside macros are refused. So time and memory of an evaluation are bounded by the expression's size
 * times the size of one node's maps, which LIMITS bounds.
 *
 * A node that lacks what an expression names (`node.labels.tier` on a node without that label) does not match.
 */
import { BerthError, capacityOf, LIMITS, type NodeInfo } from '@berth/core';
import { type ASTNode, Environment } from '@marcbachmann/cel-js';

export type Expression = {
  readonly source: string;
  matches(info: NodeInfo): boolean;
};

const AST_NODES = 200;
const DEPTH = 32;
/** Compiled expressions kept; over this, all are dropped and compiled again on demand. */
const CACHE_ENTRIES = 10_000;

const ENVIRONMENT = {
  limits: {
    maxAstNodes: AST_NODES,
    maxDepth: DEPTH,
    maxListElements: 100,
    maxMapEntries: 16,
    maxCallArguments: 8,
  },
};

const NODE_FIELDS = {
  id: 'string',
  site: 'string',
  region: 'string',
  arch: 'string',
  os: 'string',
  labels: 'map<string, string>',
  attributes: 'map<string, string>',
  devices: 'list<map<string, string>>',
  capacity: 'map<string, int>',
} as const;

const MACROS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

const FUNCTIONS: ReadonlySet<string> = new Set([
  ...MACROS,
  ...['has', 'size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim'],
  ...['bool', 'double', 'int', 'string', 'uint'],
]);

/** Compiles and remembers. One per scheduler. */
export class Expressions {
  readonly #environment = new Environment(ENVIRONMENT).registerVariable({
    name: 'node',
    schema: NODE_FIELDS,
  });
  readonly #compiled = new Map<string, Expression>();
  readonly #contexts = new WeakMap<NodeInfo, object>();

  /** Throws BerthError "invalid_request" with what {@link wrong} says. */
  compile(source: string): Expression {
    const known = this.#compiled.get(source);
    if (known) return known;
    const wrong = this.wrong(source);
    if (wrong) throw new BerthError('invalid_request', wrong);
    const run = this.#environment.parse(source);
    const results = new WeakMap<NodeInfo, boolean>();
    const expression: Expression = {
      source,
      matches: (info) => {
        const cached = results.get(info);
        if (cached !== undefined) return cached;
        const result = evaluate(run, this.#contextOf(info));
        results.set(info, result);
        return result;
      },
    };
    if (this.#compiled.size >= CACHE_ENTRIES) this.#compiled.clear();
    this.#compiled.set(source, expression);
    return expression;
  }

  /** What is wrong with an expression, in one line, or undefined. */
  wrong(source: string): string | undefined {
    if (source.length > LIMITS.expressionLength) {
      return `is longer than ${LIMITS.expressionLength} characters: split it into several`;
    }
    try {
      const run = this.#environment.parse(source);
      const forbidden = forbiddenIn(run.ast, 0);
      if (forbidden) return forbidden;
      const checked = run.check();
      if (!checked.valid) return oneLine(checked.error);
      if (checked.type !== 'bool' && checked.type !== 'dyn')
        return `gives ${checked.type}, not true or false`;
      return undefined;
    } catch (thrown) {
      return oneLine(thrown);
    }
  }

  #contextOf(info: NodeInfo): object {
    const known = this.#contexts.get(info);
    if (known) return known;
    const capacity: Record<string, bigint> = {};
    for (const [name, amount] of Object.entries(capacityOf(info.inventory))) capacity[name] = BigInt(amount);
    const { id, site, region, arch, os, labels, attributes, inventory } = info;
    const devices = inventory.devices.map((device) => ({ ...device }));
    const context = { node: { id, site, region, arch, os, labels, attributes, devices, capacity } };
    this.#contexts.set(info, context);
    return context;
  }
}

function evaluate(run: (context: object) => unknown, context: object): boolean {
  try {
    return run(context) === true;
  } catch {
    // A key that the node lacks: it does not match. Types were checked when the expression was compiled.
    return false;
  }
}

function oneLine(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [first = '', ...picture] = message.split('\n');
  const caret = picture.find((line) => /^[\s|]*\^/.test(line));
  const source = picture.find((line) => line.includes('|'));
  if (!caret || !source) return first;
  const column = caret.indexOf('^') - source.indexOf('|') - 1;
  return `${first} at column ${Math.max(1, column)}`;
}

function forbiddenIn(ast: ASTNode, macros: number): string | undefined {
  const name = callName(ast);
  if (name === 'matches') return 'uses matches(): use startsWith(), endsWith(), contains() or ==';
  if (name !== undefined && !FUNCTIONS.has(name)) {
    return `calls ${name}(), which is not offered: there are ${[...FUNCTIONS].sort().join(', ')}`;
  }
  const inside = macros + (name !== undefined && MACROS.has(name) ? 1 : 0);
  if (inside > 1) return `nests ${name}() in another macro: write two expressions`;
  for (const child of childrenOf(ast)) {
    const found = forbiddenIn(child, inside);
    if (found) return found;
  }
  return undefined;
}

function callName(ast: ASTNode): string | undefined {
  return ast.op === 'call' || ast.op === 'rcall' ? ast.args[0] : undefined;
}

function childrenOf(ast: ASTNode): ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null && 'op' in value && 'args' in value) {
      found.push(value as ASTNode);
    }
  };
  collect(ast.args);
  return found;
}
