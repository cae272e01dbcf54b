/**
 * Keeps a run on the cores that its claim holds. `taskset` (util-linux, BusyBox) sets the affinity of the program before it
 * becomes it, and everything that the program starts inherits that; where a cpuset can be written, the kernel also holds
 * the run to it. One of the two has to work.
 */
import { BerthError } from '@berth/core';
import { findProgram } from './environment.js';

const PINNING_PROGRAM = 'taskset';

/** The program that pins, if this host has it. */
export function findPinner(path: string): string | undefined {
  try {
    return findProgram(PINNING_PROGRAM, '/', path);
  } catch {
    return undefined;
  }
}

/** The command that runs `command` on these cores only; `isHeld`: a cpuset holds it there already. */
export function pinnedCommand(
  command: readonly string[],
  cores: readonly number[],
  { path, isHeld }: { readonly path: string; readonly isHeld: boolean },
): readonly string[] {
  if (cores.length === 0) return command;
  const pinner = findPinner(path);
  if (pinner) return [pinner, '-c', cores.join(','), ...command];
  if (isHeld) return command;
  throw cannotPin(path);
}

export function cannotPin(path: string): BerthError {
  const missing = `there is no ${PINNING_PROGRAM} in ${path}, and no cpuset can be written`;
  return new BerthError('not_found', `cannot pin runs to cores: ${missing}; install util-linux`);
}
