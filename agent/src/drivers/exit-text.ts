import { constants } from 'node:os';

/** How a run ended, for people: "exited with code 1", "killed by SIGKILL". */
export function exitText(exitCode: number): string {
  if (exitCode <= 128) return `exited with code ${exitCode}`;
  const number = exitCode - 128;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return `killed by ${name ?? `signal ${number}`}`;
}
