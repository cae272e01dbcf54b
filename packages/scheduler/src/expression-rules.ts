/**
 * What an expression may say, beyond CEL's own grammar and types, so that its time is bounded by its size times the
 * length of one list of one node, and so that its result is the same on every machine:
 *
 * 1. `node` and the variables of macros are the only names; fields of `node` are known ones.
 * 2. Functions are those of {@link FUNCTIONS}: no regular expressions (the library's backtrack), no time zones, no JSON.
 * 3. Macros do not nest, go over a list that is not a sum of lists, and what they repeat is short.
 */
import { nearest } from '@berth/core';
import type { ASTNode } from '@marcbachmann/cel-js';
import { NODE_FIELDS } from './cel-environment.js';

/** One line: what is wrong, and what to do. `at` is an offset into the expression. */
export type Fault = { readonly problem: string; readonly at: number; readonly advice: string };

const MACROS = ['all', 'exists', 'exists_one', 'filter', 'map'] as const;
const FUNCTIONS = [
  ...MACROS,
  'has',
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'lowerAscii',
  'upperAscii',
  'trim',
  'indexOf',
  'lastIndexOf',
  'substring',
  'bool',
  'double',
  'int',
  'string',
  'uint',
] as const;
/** Parts of the expression that are worked out anew for each item of a list. */
const REPEATED_NODES_MAX = 50;

type Scope = {
  readonly names: readonly string[];
  readonly macro: string | undefined;
  readonly budget: { repeated: number };
};

export function faultIn(ast: ASTNode): Fault | undefined {
  return visit(ast, { names: ['node'], macro: undefined, budget: { repeated: 0 } });
}

function visit(ast: ASTNode, scope: Scope): Fault | undefined {
  const { budget } = scope;
  if (scope.macro && ++budget.repeated > REPEATED_NODES_MAX) {
    return fault(ast, `what ${scope.macro}() repeats is too long`, 'split it into several expressions');
  }
  switch (ast.op) {
    case 'id':
      return scope.names.includes(ast.args) ? undefined : unknownName(ast, ast.args, scope);
    case '.':
    case '.?':
      return unknownField(ast, ast.args[0], ast.args[1]) ?? visit(ast.args[0], scope);
    case '[]':
    case '[?]':
      return computedField(ast, ast.args[0], ast.args[1]) ?? visitAll(ast.args, scope);
    case 'call':
      return call(ast, ast.args[0], undefined, ast.args[1], scope);
    case 'rcall':
      return call(ast, ast.args[0], ast.args[1], ast.args[2], scope);
    default:
      return visitAll(childrenOf(ast), scope);
  }
}

function visitAll(nodes: readonly ASTNode[], scope: Scope): Fault | undefined {
  for (const node of nodes) {
    const found = visit(node, scope);
    if (found) return found;
  }
  return undefined;
}

function unknownName(ast: ASTNode, name: string, scope: Scope): Fault {
  const meant = nearest(name, scope.names);
  const advice = meant ? `did you mean ${meant}?` : "write about the node, e.g. node.arch == 'arm64'";
  return fault(ast, `there is no "${name}"`, advice);
}

function unknownField(ast: ASTNode, of: ASTNode, field: string): Fault | undefined {
  if (of.op !== 'id' || of.args !== 'node' || Object.hasOwn(NODE_FIELDS, field)) return undefined;
  const fields = Object.keys(NODE_FIELDS);
  const meant = nearest(field, fields);
  const advice = meant ? `did you mean node.${meant}?` : `it has ${fields.join(', ')}`;
  return fault(ast, `a node has no "${field}"`, advice);
}

function computedField(ast: ASTNode, of: ASTNode, field: ASTNode): Fault | undefined {
  if (of.op !== 'id' || of.args !== 'node') return undefined;
  if (field.op === 'value' && typeof field.args === 'string') return unknownField(ast, of, field.args);
  return fault(ast, 'fields of a node are named, not computed', 'write e.g. node.arch');
}

function call(
  ast: ASTNode,
  name: string,
  receiver: ASTNode | undefined,
  parameters: readonly ASTNode[],
  scope: Scope,
): Fault | undefined {
  // A method begins where its receiver does; people look for its name.
  const at = receiver ? ast.input.indexOf(name, receiver.end) : ast.pos;
  if (!includes(FUNCTIONS, name)) return unknownFunction(at, name);
  if (!receiver || !includes(MACROS, name)) {
    return visitAll(receiver ? [receiver, ...parameters] : parameters, scope);
  }
  return macro(at, name, receiver, parameters, scope);
}

function unknownFunction(at: number, name: string): Fault {
  if (name === 'matches') {
    const advice = 'use startsWith(), endsWith(), contains() or ==';
    return fault(at, 'matches() is not offered: regular expressions can run for ever', advice);
  }
  const meant = nearest(name, FUNCTIONS);
  const advice = meant ? `did you mean ${meant}()?` : `there are ${FUNCTIONS.join(', ')}`;
  return fault(at, `there is no ${name}()`, advice);
}

/** `receiver.name(variable, ...)`: the variable stands for each item in turn. */
function macro(
  at: number,
  name: string,
  receiver: ASTNode,
  [variable, ...repeated]: readonly ASTNode[],
  scope: Scope,
): Fault | undefined {
  if (scope.macro) {
    return fault(at, `${name}() stands inside ${scope.macro}()`, 'split it into several expressions');
  }
  if (contains(receiver, '+')) return fault(at, `${name}() goes over a sum`, 'use || or && instead');
  const names = variable?.op === 'id' ? [...scope.names, variable.args] : scope.names;
  return visit(receiver, scope) ?? visitAll(repeated, { ...scope, names, macro: name });
}

function contains(ast: ASTNode, op: ASTNode['op']): boolean {
  return ast.op === op || childrenOf(ast).some((child) => contains(child, op));
}

function childrenOf(ast: ASTNode): ASTNode[] {
  return [ast.args].flat(3).filter(isNode);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function includes<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

function fault(place: ASTNode | number, problem: string, advice: string): Fault {
  return { problem, at: typeof place === 'number' ? place : place.pos, advice };
}
