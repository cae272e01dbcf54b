/**
 * Amounts of resources. Integers in fixed units, everywhere: cpu in millicores, memory and disk in MiB, bandwidth
 * (together, in, out) in kbit/s, every other name a custom resource in counts. Text such as "500m" or "2Gi" exists at the border only.
 */
export type Quantities = Readonly<Record<string, number>>;

export const STANDARD_UNITS = {
  cpu: 'millicores',
  memory: 'MiB',
  disk: 'MiB',
  /** Both ways together; who cares which way asks for the next two. */
  bandwidth: 'kbit/s',
  bandwidthIn: 'kbit/s',
  bandwidthOut: 'kbit/s',
} as const;
export type StandardResource = keyof typeof STANDARD_UNITS;

type Unit = (typeof STANDARD_UNITS)[StandardResource] | 'count';

function unitOf(resource: string): Unit {
  return isStandardResource(resource) ? STANDARD_UNITS[resource] : 'count';
}

export function isStandardResource(name: string): name is StandardResource {
  return Object.hasOwn(STANDARD_UNITS, name);
}

export const QUANTITY_MAX = Number.MAX_SAFE_INTEGER;

const MIB = 1_048_576;
const SIZE_IN_MIB: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['Mi', 1],
  ['Gi', 1024],
  ['Ti', 1024 * 1024],
  ['M', 1e6 / MIB],
  ['G', 1e9 / MIB],
  ['T', 1e12 / MIB],
]);
const RATE_IN_KBIT: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['kbit', 1],
  ['Mbit', 1000],
  ['Gbit', 1_000_000],
]);
const FORM = /^(\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-z]*)$/;

/**
 * Reads an amount as people write it ("500m", 0.5, "256Mi", "2Gi", "10Mbit", 3) for the named resource.
 * Returns whole units, rounded up (a wish is never silently made smaller), or why it cannot be read.
 */
export function parseQuantity(resource: string, text: string | number): number | { error: string } {
  const wanted = describeForm(resource);
  if (typeof text === 'number' && text < 0) return { error: `must not be negative; write ${wanted}` };
  const match = FORM.exec(typeof text === 'number' ? String(text) : text.trim());
  if (!match) {
    const negative = typeof text === 'string' && text.trim().startsWith('-');
    return { error: `${negative ? 'must not be negative' : `"${text}" is not an amount`}; write ${wanted}` };
  }
  const factor = unitFactor(resource, match[2] ?? '');
  if (factor === undefined) return { error: `"${match[2]}" is not a unit of ${resource}; write ${wanted}` };
  const amount = Math.ceil(Number((Number(match[1]) * factor).toFixed(6)));
  if (amount > QUANTITY_MAX) return { error: `"${text}" is too large` };
  if (!isStandardResource(resource) && !Number.isInteger(Number(match[1]))) {
    return { error: `${resource} is counted in whole numbers; write ${wanted}` };
  }
  return amount;
}

function unitFactor(resource: string, unit: string): number | undefined {
  switch (unitOf(resource)) {
    case 'millicores':
      return unit === '' ? 1000 : unit === 'm' ? 1 : undefined;
    case 'MiB':
      return SIZE_IN_MIB.get(unit);
    case 'kbit/s':
      return RATE_IN_KBIT.get(unit);
    case 'count':
      return unit === '' ? 1 : undefined;
  }
}

function describeForm(resource: string): string {
  switch (unitOf(resource)) {
    case 'millicores':
      return 'cores or millicores, e.g. 0.5 or 500m';
    case 'MiB':
      return 'a size, e.g. 256Mi or 2Gi';
    case 'kbit/s':
      return 'a rate, e.g. 500kbit or 10Mbit';
    case 'count':
      return 'a count, e.g. 1';
  }
}

/** An amount as people read it: "500m", "2 Gi", "10 Mbit", "3". */
export function formatQuantity(resource: string, amount: number): string {
  switch (unitOf(resource)) {
    case 'millicores':
      return amount % 1000 === 0
        ? `${amount / 1000}`
        : amount < 1000
          ? `${amount}m`
          : `${(amount / 1000).toFixed(1)}`;
    case 'MiB':
      if (amount >= 1024 * 1024) return `${trim(amount / 1024 / 1024)}Ti`;
      return amount >= 1024 ? `${trim(amount / 1024)}Gi` : `${amount}Mi`;
    case 'kbit/s':
      if (amount >= 1_000_000) return `${trim(amount / 1_000_000)}Gbit`;
      return amount >= 1000 ? `${trim(amount / 1000)}Mbit` : `${amount}kbit`;
    case 'count':
      return `${amount}`;
  }
}

/** From the largest on; the last is what amounts are counted in. */
const WRITTEN_UNITS: Readonly<Record<Unit, readonly (readonly [factor: number, unit: string])[]>> = {
  millicores: [
    [1000, ''],
    [1, 'm'],
  ],
  MiB: [
    [1024 * 1024, 'Ti'],
    [1024, 'Gi'],
    [1, 'Mi'],
  ],
  'kbit/s': [
    [1_000_000, 'Gbit'],
    [1000, 'Mbit'],
    [1, 'kbit'],
  ],
  count: [[1, '']],
};

/** The same without rounding, where it matters by how little something is missed: "1050m", "1536Mi", "2Gi". */
export function exactQuantity(resource: string, amount: number): string {
  const units = WRITTEN_UNITS[unitOf(resource)];
  const [factor, unit] = units.find(([size]) => amount >= size && amount % size === 0) ?? [
    1,
    units.at(-1)?.[1],
  ];
  return `${amount / factor}${unit}`;
}

function trim(value: number): string {
  return value >= 100 || Number.isInteger(value) ? `${Math.round(value)}` : value.toFixed(1);
}
