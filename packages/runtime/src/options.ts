/** Flags of our programs: declared once, with default, environment name and words; anything else is an error. */
import { parseArgs } from 'node:util';
import { BerthError, nearest } from '@berth/core';

export type OptionSpec = {
  readonly type: 'string' | 'boolean';
  /** May be given many times; the value is a list. */
  readonly multiple?: boolean;
  readonly default?: string;
  /** Environment variable that stands in for the flag. */
  readonly env?: string;
  readonly required?: boolean;
  readonly help: string;
};

export type OptionValues<Specs extends Readonly<Record<string, OptionSpec>>> = {
  readonly [Name in keyof Specs]: Specs[Name] extends { readonly type: 'boolean' }
    ? boolean
    : Specs[Name] extends { readonly multiple: true }
      ? readonly string[]
      : Specs[Name] extends { readonly required: true } | { readonly default: string }
        ? string
        : string | undefined;
};

/** default < environment < flag. Throws BerthError "invalid_request" with one line that names the flag. */
export function readOptions<const Specs extends Readonly<Record<string, OptionSpec>>>(
  program: string,
  specs: Specs,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): OptionValues<Specs> {
  const given = parse(program, specs, args);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name] ?? fromEnvironment(spec, env) ?? spec.default;
    if (value === undefined && spec.required) {
      throw new BerthError('invalid_request', `--${name} is missing (${spec.help})`);
    }
    values[name] = spec.type === 'boolean' ? value === true : spec.multiple ? [value ?? []].flat() : value;
  }
  return Object.freeze(values) as OptionValues<Specs>;
}

function parse(program: string, specs: Readonly<Record<string, OptionSpec>>, args: readonly string[]) {
  try {
    const options = Object.fromEntries(
      Object.entries(specs).map(([name, { type, multiple }]) => [
        name,
        { type, multiple: multiple ?? false },
      ]),
    );
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    const flag = /'(-[^' ]*)/.exec(thrown instanceof Error ? thrown.message : '')?.[1];
    const near = flag && nearest(flag.replace(/^-+/, ''), Object.keys(specs));
    const hint = near ? `did you mean --${near}?` : `see ${program} --help`;
    throw new BerthError(
      'invalid_request',
      `${flag ? `wrong use of ${flag}` : String(thrown)}: ${hint}`,
    );
  }
}

function fromEnvironment(spec: OptionSpec, env: Readonly<Record<string, string | undefined>>) {
  const text = spec.env === undefined ? undefined : env[spec.env];
  if (text === undefined || text === '') return undefined;
  return spec.type === 'boolean' ? text === '1' || text === 'true' : text;
}

/** Lines for --help. */
export function describeOptions(specs: Readonly<Record<string, OptionSpec>>): string {
  return Object.entries(specs)
    .map(([name, spec]) => {
      const value = spec.type === 'string' ? ' VALUE' : '';
      const extra = [spec.default && `default ${spec.default}`, spec.env].filter(Boolean).join(', ');
      return `  --${name}${value}`.padEnd(30) + spec.help + (extra ? ` (${extra})` : '');
    })
    .join('\n');
}
