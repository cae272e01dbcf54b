/** Flags of our programs: declared once, with type, default, environment name and words; anything else is an error. */
import { parseArgs } from 'node:util';
import { BerthError, nearest } from '@berth/core';
import { type Address, parseAddress } from './address.js';
import { requireDuration } from './duration.js';

type Described = {
  /** Environment variable that stands in for the flag. */
  readonly env?: string;
  readonly required?: boolean;
  readonly help: string;
};

export type OptionSpec = Described &
  (
    | { readonly type: 'boolean' }
    /** `multiple`: may be given many times; the value is a list. */
    | { readonly type: 'string'; readonly multiple?: boolean; readonly default?: string }
    /** Written as text with its unit; the value is in milliseconds. */
    | { readonly type: 'duration'; readonly default?: string }
    /** HOST:PORT. */
    | { readonly type: 'address'; readonly default?: string }
    /** A whole number; bounds included. */
    | { readonly type: 'integer'; readonly default?: string; readonly min?: number; readonly max?: number }
    | { readonly type: 'choice'; readonly default?: string; readonly choices: readonly string[] }
  );

type Specs = Readonly<Record<string, OptionSpec>>;
type Environment = Readonly<Record<string, string | undefined>>;

type ValueOf<Spec> = Spec extends { readonly type: 'duration' | 'integer' }
  ? number
  : Spec extends { readonly type: 'address' }
    ? Address
    : Spec extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : string;

export type OptionValues<Given extends Specs> = {
  readonly [Name in keyof Given]: Given[Name] extends { readonly type: 'boolean' }
    ? boolean
    : Given[Name] extends { readonly multiple: true }
      ? readonly string[]
      : Given[Name] extends { readonly required: true } | { readonly default: string }
        ? ValueOf<Given[Name]>
        : ValueOf<Given[Name]> | undefined;
};

/**
 * default < environment < flag; the result is frozen. Throws BerthError "invalid_request" with one line that names the
 * flag, or the variable that stands in for it; `program` is named in advice only.
 */
export function readOptions<const Given extends Specs>(
  program: string,
  specs: Given,
  args: readonly string[],
  env: Environment,
): OptionValues<Given> {
  const given = parse(program, specs, args);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) values[name] = readValue(name, spec, given, env);
  return Object.freeze(values) as OptionValues<Given>;
}

function readValue(
  name: string,
  spec: OptionSpec,
  given: ReturnType<typeof parse>,
  env: Environment,
): unknown {
  const flag = given[name];
  const variable = spec.env === undefined ? undefined : env[spec.env];
  const inherited = variable === '' ? undefined : variable;
  if (spec.type === 'boolean') {
    return flag === true || (inherited !== undefined && readBoolean(`${spec.env}`, inherited));
  }
  const text = flag ?? inherited ?? spec.default;
  if (spec.type === 'string' && spec.multiple) return Object.freeze([text ?? []].flat());
  if (text === undefined) {
    if (!spec.required) return undefined;
    const orVariable = spec.env === undefined ? '' : `, or set ${spec.env}`;
    return refuse(`--${name} is missing (${spec.help}): give it${orVariable}`);
  }
  const isFlag = flag !== undefined || inherited === undefined;
  return readText(isFlag ? `--${name}` : `${spec.env}`, spec, String(text));
}

function readText(what: string, spec: Exclude<OptionSpec, { type: 'boolean' }>, text: string) {
  switch (spec.type) {
    case 'duration':
      return requireDuration(what, text);
    case 'address':
      return Object.freeze(parseAddress(what, text));
    case 'integer':
      return readInteger(what, spec, text);
    case 'choice': {
      if (spec.choices.includes(text)) return text;
      const near = nearest(text, spec.choices);
      const hint = near ? `did you mean ${near}?` : `choose ${spec.choices.join(', ')}`;
      return refuse(`${what} "${text}" is not one of its values: ${hint}`);
    }
    case 'string':
      return text;
  }
}

function readInteger(
  what: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number },
  text: string,
): number {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  return refuse(`${what} "${text}" is not a whole number of ${range}`);
}

function readBoolean(what: string, text: string): boolean {
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  return refuse(`${what} "${text}" is neither true nor false`);
}

function parse(program: string, specs: Specs, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      {
        type: spec.type === 'boolean' ? ('boolean' as const) : ('string' as const),
        multiple: spec.type === 'string' && spec.multiple === true,
      },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    return refuse(explain(program, specs, thrown));
  }
}

function explain(program: string, specs: Specs, thrown: unknown): string {
  const { code, message } = thrown as { readonly code?: string; readonly message: string };
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
  const flag = quoted.split(/[ ,=]/).find((part) => part.startsWith('--')) ?? quoted;
  const help = `see ${program} --help`;
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const near = nearest(flag.replace(/^-+/, ''), Object.keys(specs));
      return `unknown flag ${flag}: ${near ? `did you mean --${near}?` : help}`;
    }
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `unexpected argument "${quoted}": ${help}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return message.includes('does not take an argument')
        ? `${flag} takes no value: write it alone`
        : `${flag} needs a value: write ${flag}=VALUE`;
    default:
      return `${message}: ${help}`;
  }
}

function refuse(message: string): never {
  throw new BerthError('invalid_request', message);
}

const VALUE_WORDS = {
  boolean: '',
  string: ' VALUE',
  duration: ' DURATION',
  address: ' HOST:PORT',
  integer: ' NUMBER',
  choice: ' NAME',
} as const;

/** Lines for --help. */
export function describeOptions(specs: Specs): string {
  return Object.entries(specs)
    .map(([name, spec]) => {
      const standard = spec.type === 'boolean' ? undefined : spec.default;
      const extra = [standard && `default ${standard}`, spec.env].filter(Boolean).join(', ');
      const choices = spec.type === 'choice' ? `: ${spec.choices.join(', ')}` : '';
      const flag = `  --${name}${VALUE_WORDS[spec.type]}`.padEnd(30);
      return `${flag} ${spec.help}${choices}${extra ? ` (${extra})` : ''}`;
    })
    .join('\n');
}
