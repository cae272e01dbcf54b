/**
 * Small checkers of the border, shared by every file in this folder. Each takes what arrived, where that stands, and the
 * field's name; it returns the domain's value or throws a BerthError that names the field's path.
 */
import { assert, BerthError, isName, LIMITS } from '@berth/core';

/** What is expected of what is read. Facts of the ledger were checked before they became facts: only damage is looked for. */
export type Rules = { readonly code: 'invalid_request' | 'corrupt'; readonly bounded: boolean };
export const MESSAGE_RULES: Rules = { code: 'invalid_request', bounded: true };
export const LEDGER_RULES: Rules = { code: 'corrupt', bounded: false };

/** Where a value stands. A list linked upwards: the path's text is made only when something is wrong. */
export type Spot = {
  readonly rules: Rules;
  readonly parent: Spot | undefined;
  readonly name: string | number;
};

export function rootSpot(name: string, rules: Rules): Spot {
  return { rules, parent: undefined, name };
}

export function inside(spot: Spot, name: string | number): Spot {
  return { rules: spot.rules, parent: spot, name };
}

/** Throws: the field's path, and what is wrong with it. */
export function fail(spot: Spot, name: string | number, problem: string): never {
  throw new BerthError(spot.rules.code, `${pathOf(inside(spot, name))} ${problem}`);
}

function pathOf(spot: Spot): string {
  if (!spot.parent) return String(spot.name);
  const above = pathOf(spot.parent);
  return typeof spot.name === 'number' ? `${above}[${spot.name}]` : `${above}.${spot.name}`;
}

export function required<Value>(value: Value | null | undefined, spot: Spot, name: string): Value {
  return value ?? fail(spot, name, 'is missing');
}

/** A whole number between `min` and `max`; 64-bit ones beyond what a number can hold exactly are refused too. */
export function integer(
  value: number,
  spot: Spot,
  name: string | number,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (!Number.isSafeInteger(value)) fail(spot, name, 'is not a whole number in the safe range');
  if (value < min || value > max) fail(spot, name, `is ${value}, not between ${min} and ${max}`);
  return value;
}

export function finite(value: number, spot: Spot, name: string): number {
  return Number.isFinite(value) ? value : fail(spot, name, 'is not a finite number');
}

export function port(value: number, spot: Spot, name: string | number): number {
  return integer(value, spot, name, 1, 65_535);
}

export function text(
  value: string,
  spot: Spot,
  name: string | number,
  max: number = LIMITS.textChars,
): string {
  if (spot.rules.bounded && value.length > max) fail(spot, name, `is longer than ${max} characters`);
  return value;
}

export function filled(value: string, spot: Spot, name: string | number): string {
  return value === '' ? fail(spot, name, 'is empty') : text(value, spot, name);
}

/** A DNS label: nodes, stacks, workloads, ports. */
export function label(value: string, spot: Spot, name: string | number): string {
  if (spot.rules.bounded && !isName(value)) {
    fail(spot, name, 'is not a name (1 to 63 of a-z, 0-9 and inner dashes)');
  }
  return filled(value, spot, name);
}

export function list<In, Out>(
  values: readonly In[],
  spot: Spot,
  name: string,
  max: number,
  read: (value: In, spot: Spot, index: number) => Out,
): Out[] {
  if (spot.rules.bounded && values.length > max)
    fail(spot, name, `has ${values.length} entries, over ${max}`);
  const here = inside(spot, name);
  return values.map((value, index) => read(value, here, index));
}

/** `key` checks a key, `read` a value. */
export function record<In, Out>(
  values: { readonly [key: string]: In },
  spot: Spot,
  name: string,
  max: number,
  key: (key: string, spot: Spot, name: string) => string,
  read: (value: In, spot: Spot, key: string) => Out,
): Record<string, Out> {
  const here = inside(spot, name);
  const names = Object.keys(values);
  if (spot.rules.bounded && names.length > max) fail(spot, name, `has ${names.length} entries, over ${max}`);
  const result: Record<string, Out> = {};
  for (const entry of names) {
    // Assigning it would change the prototype of the record instead of adding an entry.
    if (entry === '__proto__') fail(here, entry, 'is not a usable name');
    result[key(entry, here, entry)] = read(values[entry] as In, here, entry);
  }
  return result;
}

/** A union of the domain and its names on the wire. A member without a name does not compile. */
export type WireEnum<Member extends string, Name extends string> = {
  readonly names: Readonly<Record<Member, Name>>;
  readonly members: ReadonlyMap<string, Member>;
};

export function wireEnum<Member extends string, Name extends string>(
  names: Readonly<Record<Member, Name>>,
): WireEnum<Member, Name> {
  const members = (Object.keys(names) as Member[]).map((member) => [names[member], member] as const);
  return { names, members: new Map<string, Member>(members) };
}

/** The member; unspecified, and values that only a later version knows, are refused. */
export function member<Member extends string, Name extends string>(
  value: Name | string | number,
  table: WireEnum<Member, Name>,
  spot: Spot,
  name: string | number,
): Member {
  return table.members.get(value as string) ?? fail(spot, name, `has the unknown value ${value}`);
}

/** For encoding: a fraction or an unsafe number would arrive as another one, without a word. */
export function whole(value: number, name: string): number {
  assert(Number.isSafeInteger(value), name);
  return value;
}

/** For encoding into 32 bits. */
export function whole32(value: number, name: string): number {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, name);
  return value;
}
