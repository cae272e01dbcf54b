/** Saved contexts: list, choose, forget, and what counts now and why. */
import { BerthError } from '@berth/core';
import { type Context, DEFAULT_ADDRESS, LOCAL_CONTEXT, namedContext } from '../context.js';
import { type CommonOptions, type Effects, printJson } from '../effects.js';
import { table } from '../render.js';

export type ContextOptions = { readonly json?: boolean };

export async function listContexts(options: ContextOptions, effects: Effects): Promise<void> {
  const { all } = await effects.contexts.read();
  const current = effects.contexts.chosen?.name;
  const rows = [...all].map(([name, context]) => ({
    ...{ name, address: context.address, as: asWhom(context), current: name === current },
  }));
  if (printJson(options, effects, rows)) return;
  if (rows.length === 0) {
    effects.out('no saved contexts; `berth login --address HOST:PORT --token -` makes one\n');
    return;
  }
  effects.out(
    table(
      effects,
      ['', 'CONTEXT', 'ADDRESS', 'AS'],
      rows.map(({ name, address, as, current: isCurrent }) => [isCurrent ? '*' : '', name, address, as]),
    ),
  );
}

/** Never the secret. */
function asWhom({ identity, token }: Context): string {
  if (token !== undefined) return `token of ${userOf(token)}`;
  return identity ?? 'nobody in particular';
}

function userOf(token: string): string {
  return /^berth-user-(.+)-u-\d+-\d+-/.exec(token)?.[1] ?? 'somebody';
}

export async function useContext(name: string, options: ContextOptions, effects: Effects): Promise<void> {
  const contexts = await effects.contexts.read();
  const { address } = namedContext(contexts, name);
  await effects.contexts.write({ ...contexts, current: name });
  if (printJson(options, effects, { context: name, address })) return;
  effects.out(`commands talk to ${address} now (context ${name})\n`);
}

export async function removeContext(name: string, options: ContextOptions, effects: Effects): Promise<void> {
  const { current, all } = await effects.contexts.read();
  const context = namedContext({ all }, name);
  const left = new Map([...all].filter(([other]) => other !== name));
  await effects.contexts.write({ all: left, ...(current !== undefined && current !== name && { current }) });
  if (printJson(options, effects, { context: name })) return;
  const advice =
    context.token === undefined ? '' : '; its token still counts: `berth user token revoke` ends it';
  effects.out(`context ${name} forgotten${advice}\n`);
}

/** What counts now, and where it comes from: the flag, the variable, the context, in this order. */
export async function showContext(options: CommonOptions, effects: Effects): Promise<void> {
  const { chosen, variables } = effects.contexts;
  const pick = (...all: readonly (readonly [value: string | undefined, from: string])[]) =>
    all.find(([value]) => value !== undefined && value !== '') ?? [undefined, 'nothing'];
  const from = `context ${chosen?.name}`;
  const [address = DEFAULT_ADDRESS, addressFrom] = pick(
    [options.address, '--address'],
    [variables.BERTH_ADDRESS, 'BERTH_ADDRESS'],
    [chosen?.address, from],
    [DEFAULT_ADDRESS, 'the default'],
  );
  // What is saved counts for its own address only.
  const saved = chosen?.address === address ? chosen : undefined;
  const [as = 'nobody in particular', asFrom] = pick(
    [options.identity, '--identity'],
    [variables.BERTH_IDENTITY, 'BERTH_IDENTITY'],
    [variables.BERTH_TOKEN && `token of ${userOf(variables.BERTH_TOKEN)}`, 'BERTH_TOKEN'],
    [saved?.token && asWhom(saved), from],
    [saved?.identity, from],
  );
  const view = { ...(chosen && { context: chosen.name }), address, addressFrom, as, asFrom };
  if (printJson(options, effects, view)) return;
  effects.out(`address  ${address}  (${addressFrom})\nas       ${as}  (${asFrom})\n`);
}

export type LoginOptions = CommonOptions & {
  /** "-" reads standard input. */
  readonly token?: string;
  readonly name?: string;
};

/** Saves who asks where, once the coordinator there has said who that is. */
export async function login(options: LoginOptions, effects: Effects): Promise<void> {
  const { identity } = options;
  const address = options.address ?? effects.defaultAddress;
  const name = options.name ?? address.replace(/:\d+(,.*)?$/, '');
  if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/.test(name) || name === LOCAL_CONTEXT)
    throw new BerthError('invalid_request', `"${name}" is no name of a context: give one with --name`);
  const given =
    options.token ?? (identity === undefined ? effects.contexts.variables.BERTH_TOKEN : undefined);
  if ((given === undefined || given === '') === (identity === undefined)) {
    const advice = 'name one of --token (- reads standard input), BERTH_TOKEN or --identity';
    throw new BerthError('invalid_request', `who are you? ${advice}`);
  }
  const token = given === '-' ? (await effects.readFile('-')).trim() : given;
  const known = token === undefined ? identity : await effects.identify(token, address);
  const client = effects.connect(address, false, known);
  try {
    const me = await client.whoAmI();
    const context: Context = {
      address,
      ...(identity !== undefined && { identity: effects.absolutePath(identity) }),
      ...(token !== undefined && typeof known === 'object' && { token, authority: known.authority }),
    };
    const { all } = await effects.contexts.read();
    await effects.contexts.write({ current: name, all: new Map([...all, [name, context]]) });
    if (printJson(options, effects, { context: name, address, ...me })) return;
    effects.out(`logged in at ${address} as ${me.name ?? 'nobody in particular'} (context ${name})\n`);
  } finally {
    client.close();
  }
}
