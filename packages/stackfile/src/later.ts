/** Keys of the design that this version cannot honour yet. Taking them and doing nothing would be a lie. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  '': ['volumes', 'networks', 'secrets', 'intent', 'configs'],
  workload: ['image', 'vm', 'function', 'volumes', 'networks', 'secrets', 'scale'],
  near: ['maxRttMs'],
};

/** `section` is the last key above: "" for the file, "workload" for a workload, else the key itself. */
export function isForLater(section: string, key: string): boolean {
  return LATER[section]?.includes(key) ?? false;
}
