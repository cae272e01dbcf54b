import {
  BerthError,
  cpuOfCores,
  EXIT,
  PLACEMENT_POLICIES,
  type PlacementRules,
  type PlaceWish,
  parseDevices,
  parseQuantity,
  type Reservation,
} from '@berth/core';
import { age } from '../age.js';
import { type CommonOptions, type Effects, printJson, sayWhenStale, withClient } from '../effects.js';
import { heldDevices, rejectLine, table } from '../render.js';

export type PlaceOptions = CommonOptions & {
  readonly cpu?: string;
  readonly memory?: string;
  readonly disk?: string;
  readonly resource: readonly string[];
  readonly port: readonly string[];
  readonly device: readonly string[];
  readonly require: readonly string[];
  /** POLICY or POLICY=WEIGHT each. */
  readonly policy: readonly string[];
  /** site=NAME, region=NAME or location=LAT,LON each. */
  readonly closeTo: readonly string[];
  readonly count: number;
  readonly ttl: number;
  readonly holder?: string;
};

/** Returns the exit code: 1 when there was no room. */
export async function place(options: PlaceOptions, effects: Effects): Promise<number> {
  const wish = wishOf(options, effects);
  return withClient(options, effects, async (client) => {
    const { results } = await client.place({ wishes: [wish], actor: { name: effects.userName } });
    const [result] = results;
    if (!result) throw new BerthError('internal', 'the coordinator answered nothing');
    const granted = 'reservations' in result;
    if (printJson(options, effects, result)) return granted ? EXIT.done : EXIT.failed;
    if (granted) {
      effects.out(reservationTable(result.reservations, effects));
      const [first] = result.reservations;
      effects.out(`\nkeep it: berth place confirm ${first?.id} --generation ${first?.generation}\n`);
      return EXIT.done;
    }
    effects.err(`berth: no room for ${wish.count}, ${result.missing} missing; nothing is held\n`);
    for (const reject of result.rejects) effects.err(`  ${rejectLine(reject)}\n`);
    return EXIT.failed;
  });
}

function wishOf(options: PlaceOptions, effects: Effects): PlaceWish {
  const quantities: Record<string, number> = {};
  const { cpu, memory, disk } = options;
  for (const [name, text] of [...Object.entries({ cpu, memory, disk }), ...options.resource.map(pair)]) {
    if (text === undefined) continue;
    const amount = parseQuantity(name, text);
    if (typeof amount !== 'number') throw new BerthError('invalid_request', `${name}: ${amount.error}`);
    quantities[name] = amount;
  }
  const ports = options.port
    .map(pair)
    .map(([name, port]) => [name, port === 'auto' ? 'auto' : Number(port)] as const);
  const devices = options.device.map(pair).map(([name, text]) => {
    const thousandths = parseDevices(text);
    if (typeof thousandths === 'number') return [name, thousandths] as const;
    throw new BerthError('invalid_request', `--device ${name}: ${thousandths.error}`);
  });
  const wanted = Object.fromEntries(devices);
  const ofCores = cpuOfCores(wanted);
  if (ofCores > 0) quantities.cpu ??= ofCores;
  return {
    resources: { quantities, ports: Object.fromEntries(ports), devices: wanted },
    rules: { require: options.require, prefer: [], tolerate: [], ...rankingOf(options) },
    count: options.count,
    ttlMs: options.ttl,
    holder: options.holder ?? effects.userName,
  };
}

function rankingOf({ policy, closeTo }: PlaceOptions): Pick<PlacementRules, 'policy' | 'closeTo'> {
  const weights = policy.map((text): [string, number] => {
    const [name, weight] = text.includes('=') ? pair(text) : [text, '1'];
    if (!PLACEMENT_POLICIES.some((known) => known === name)) {
      throw new BerthError(
        'invalid_request',
        `--policy "${name}": there are ${PLACEMENT_POLICIES.join(', ')}`,
      );
    }
    if (/^\d{1,3}$/.test(weight) && Number(weight) <= 100) return [name, Number(weight)];
    throw new BerthError('invalid_request', `--policy ${name}: the weight "${weight}" is not 0 to 100`);
  });
  const place = closeTo.map(pair);
  const unknown = place.find(([key]) => !['site', 'region', 'location'].includes(key));
  if (unknown)
    throw new BerthError('invalid_request', `--close-to ${unknown[0]}: write site, region or location`);
  return {
    ...(weights.length > 0 && { policy: Object.fromEntries(weights) }),
    ...(place.length > 0 && { closeTo: Object.fromEntries(place) }),
  };
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new BerthError('invalid_request', `"${text}": write NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

export type GenerationOptions = CommonOptions & { readonly generation: number };

export async function confirm(id: string, options: GenerationOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { generation } = options;
    const { reservation } = await client.confirm({
      reservation: id,
      generation,
      actor: { name: effects.userName },
    });
    if (printJson(options, effects, reservation)) return;
    effects.out(`${reservation.id}: confirmed, generation ${reservation.generation}\n`);
  });
}

export async function release(id: string, options: GenerationOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { generation } = options;
    const released = await client.release({ reservation: id, generation, actor: { name: effects.userName } });
    if (!printJson(options, effects, released)) effects.out(`${id}: released\n`);
  });
}

export async function listReservations(options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { reservations, ...shown } = await client.listReservations();
    sayWhenStale(shown, effects);
    if (printJson(options, effects, reservations)) return;
    effects.out(reservations.length > 0 ? reservationTable(reservations, effects) : 'no reservations\n');
  });
}

function reservationTable(reservations: readonly Readonly<Reservation>[], effects: Effects): string {
  const nowMs = effects.clock.nowMs();
  const rows = reservations.map(({ id, node, phase, generation, expiresAtMs, claim, holder }) => {
    const left = expiresAtMs === undefined ? '-' : age(nowMs, expiresAtMs);
    const ports = Object.entries(claim.ports).map(([name, port]) => `${name}=${port}`);
    return [id, node, phase, String(generation), left, holder, [...ports, ...heldDevices(claim)].join(' ')];
  });
  return table(effects, ['RESERVATION', 'NODE', 'PHASE', 'GEN', 'LEFT', 'HOLDER', 'HOLDS'], rows, 5);
}
