import { isName, nearest } from '@berth/core';
import { quote } from './issue.js';

/** "cpu" is not among them: a cluster may well count its "gpu", one letter away. */
const MISSPELLABLE = ['memory', 'disk', 'bandwidth', 'bandwidthIn', 'bandwidthOut', 'ports', 'devices'];

/** What people call the standard ones elsewhere. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ['cpus', 'cpu'],
  ['core', 'cores'],
  ['mem', 'memory'],
  ['ram', 'memory'],
  ['storage', 'disk'],
  ['ephemeral-storage', 'disk'],
  ['ingress', 'bandwidthIn'],
  ['download', 'bandwidthIn'],
  ['egress', 'bandwidthOut'],
  ['upload', 'bandwidthOut'],
]);

/**
 * Any other key below `resources` is a resource that nodes name themselves. One that looks like a slip of the pen is
 * refused: no node offers `memroy`, and the copy would wait for ever. Undefined when there is nothing to refuse.
 */
export function wrongResourceName(key: string): { message: string; suggestion: string } | undefined {
  const meant = OTHER_WORDS.get(key.toLowerCase()) ?? nearest(key, MISSPELLABLE);
  if (meant) return { message: `unknown key ${quote(key)}`, suggestion: `did you mean ${meant}?` };
  if (isName(key)) return undefined;
  return {
    message: `${quote(key)} is not a name of a resource`,
    suggestion: 'use 1 to 63 of a-z, 0-9 and inner dashes',
  };
}
