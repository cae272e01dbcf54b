/** What flags say of a node: its place, its labels and taints, what it costs, and the most that is believed of it. */
import {
  BerthError,
  type NodeProfile,
  parseCost,
  parseLocation,
  parseQuantity,
  type Taint,
} from '@berth/core';

export type ProfileFlags = {
  readonly site?: string | undefined;
  readonly region?: string | undefined;
  readonly location?: string | undefined;
  /** KEY=VALUE each. */
  readonly label?: readonly string[];
  /** KEY=VALUE[:evict] each. */
  readonly taint?: readonly string[];
  readonly costPerHour?: string | undefined;
  /** NAME=AMOUNT, divided by commas. */
  readonly ceiling?: string | undefined;
};

const DEFAULT = 'default';

/** Throws "invalid_request" with one line that names the flag. */
export function readProfile(flags: ProfileFlags): NodeProfile {
  const { site = DEFAULT, region = DEFAULT, location, label = [], taint = [], costPerHour, ceiling } = flags;
  const costMillisPerHour = parseCost(costPerHour ?? '0');
  if (typeof costMillisPerHour !== 'number') {
    throw new BerthError('invalid_request', `--cost-per-hour "${costPerHour}": ${costMillisPerHour.error}`);
  }
  if (location !== undefined && !parseLocation(location)) {
    const form = 'write latitude and longitude in degrees, e.g. -37.81,144.96';
    throw new BerthError('invalid_request', `--location "${location}": ${form}`);
  }
  return {
    ...{ site, region },
    ...(location !== undefined && { location }),
    labels: Object.fromEntries(label.map((text) => parsePair('--label', text))),
    taints: taint.map(parseTaint),
    ...(costMillisPerHour > 0 && { costMillisPerHour }),
    ...(ceiling !== undefined && { ceiling: Object.fromEntries(ceiling.split(',').map(parseCeiling)) }),
  };
}

export function parsePair(flag: string, text: string): [key: string, value: string] {
  const match = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,62})=(.{0,253})$/.exec(text);
  if (!match) throw new BerthError('invalid_request', `${flag} "${text}": write KEY=VALUE`);
  return [match[1] ?? '', match[2] ?? ''];
}

/** ":evict" at the end sends away what runs here, too. */
export function parseTaint(text: string): Taint {
  const [, pair = '', effect] = /^(.*?)(:evict)?$/.exec(text) ?? [];
  const [key, value] = parsePair('--taint', pair);
  return { key, value, ...(effect !== undefined && { effect: 'evict' }) };
}

function parseCeiling(text: string): [name: string, most: number] {
  const [name, amount] = parsePair('--ceiling', text.trim());
  const most = parseQuantity(name, amount);
  if (typeof most === 'number') return [name, most];
  throw new BerthError('invalid_request', `--ceiling "${text.trim()}": ${most.error}`);
}
