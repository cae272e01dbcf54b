/** Keys of the design that this version cannot honour yet. Taking them and doing nothing would be a lie. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  '': ['networks', 'secrets', 'intent', 'configs'],
  workload: ['image', 'vm', 'function', 'networks', 'secrets', 'scale'],
  near: ['maxRttMs'],
};

/** `section` is the last key above: "" for the file, "workload" for a workload, else the key itself. */
export function isForLater(section: string, key: string): boolean {
  return LATER[section]?.includes(key) ?? false;
}

/** Keys that earlier versions had, and what to write in their place. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  workload: { restart: 'failure: { delay, maxDelay, resetAfter }' },
  batch: { retries: 'failure: { restarts }, beside batch' },
};

/** With `section` as above. */
export function newKeyFor(section: string, key: string): string | undefined {
  return RENAMED[section]?.[key];
}
