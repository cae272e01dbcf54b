/** Gives the beginning of a file back to the disk with `fallocate` of util-linux, where the filesystem can do that. */
import { spawn } from 'node:child_process';
import { findProgram } from './environment.js';
import type { Punch } from './output-files.js';

/** `path`: PATH of the host's tools. */
export function puncher(path: string): Punch {
  return async ({ fd }, bytes) => {
    let program: string;
    try {
      program = findProgram('fallocate', '/', path);
    } catch {
      return false;
    }
    // By its number: nobody can put another file in its place.
    const args = ['--punch-hole', '--offset', '0', '--length', String(bytes), '/proc/self/fd/3'];
    return new Promise((resolve) => {
      const child = spawn(program, args, { env: { PATH: path }, stdio: ['ignore', 'ignore', 'ignore', fd] });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
  };
}
