/**
 * Amounts of resources. Integers in fixed units, everywhere: cpu in millicores, memory and disk in MiB, bandwidth in
 * kbit/s, every other name a custom resource in counts. Text such as "500m" or "2Gi" exists at the border only.
 */
export type Quantities = Readonly<Record<string, number>>;

export const STANDARD_UNITS = { cpu: 'millicores', memory: 'MiB', disk: 'MiB', bandwidth: 'kbit/s' } as const;
export type StandardResource = keyof typeof STANDARD_UNITS;

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
  switch (resource) {
    case 'cpu':
      return unit === '' ? 1000 : unit === 'm' ? 1 : undefined;
    case 'memory':
    case 'disk':
      return SIZE_IN_MIB.get(unit);
    case 'bandwidth':
      return RATE_IN_KBIT.get(unit);
    default:
      return unit === '' ? 1 : undefined;
  }
}

function describeForm(resource: string): string {
  switch (resource) {
    case 'cpu':
      return 'cores or millicores, e.g. 0.5 or 500m';
    case 'memory':
    case 'disk':
      return 'a size, e.g. 256Mi or 2Gi';
    case 'bandwidth':
      return 'a rate, e.g. 500kbit or 10Mbit';
    default:
      return 'a count, e.g. 1';
  }
}

/** An amount as people read it: "500m", "2 Gi", "10 Mbit", "3". */
export function formatQuantity(resource: string, amount: number): string {
  switch (resource) {
    case 'cpu':
      return amount % 1000 === 0
        ? `${amount / 1000}`
        : amount < 1000
          ? `${amount}m`
          : `${(amount / 1000).toFixed(1)}`;
    case 'memory':
    case 'disk':
      if (amount >= 1024 * 1024) return `${trim(amount / 1024 / 1024)}Ti`;
      return amount >= 1024 ? `${trim(amount / 1024)}Gi` : `${amount}Mi`;
    case 'bandwidth':
      if (amount >= 1_000_000) return `${trim(amount / 1_000_000)}Gbit`;
      return amount >= 1000 ? `${trim(amount / 1000)}Mbit` : `${amount}kbit`;
    default:
      return `${amount}`;
  }
}

const UNITS: Readonly<Record<StandardResource, readonly (readonly [factor: number, unit: string])[]>> = {
  cpu: [[1000, '']],
  memory: [
    [1024 * 1024, 'Ti'],
    [1024, 'Gi'],
  ],
  disk: [
    [1024 * 1024, 'Ti'],
    [1024, 'Gi'],
  ],
  bandwidth: [
    [1_000_000, 'Gbit'],
    [1000, 'Mbit'],
  ],
};
const SMALLEST_UNIT: Readonly<Record<StandardResource, string>> = {
  cpu: 'm',
  memory: 'Mi',
  disk: 'Mi',
  bandwidth: 'kbit',
};

/** The same without rounding, where it matters by how little something is missed: "1050m", "1536Mi", "2Gi". */
export function exactQuantity(resource: string, amount: number): string {
  if (!isStandardResource(resource)) return `${amount}`;
  const fitting = UNITS[resource].find(([factor]) => amount >= factor && amount % factor === 0);
  return fitting ? `${amount / fitting[0]}${fitting[1]}` : `${amount}${SMALLEST_UNIT[resource]}`;
}

function trim(value: number): string {
  return value >= 100 || Number.isInteger(value) ? `${Math.round(value)}` : value.toFixed(1);
}
