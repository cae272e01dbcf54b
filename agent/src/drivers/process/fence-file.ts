/** Until when an exclusive run may go on, for a watchdog that needs no agent: seconds since boot, in a file. */
import { constants } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { uptimeSeconds } from './proc.js';

/** Written whole or not at all: the watchdog reads it every second. */
export async function writeFence(attemptFolder: string, afterMs: number): Promise<void> {
  const atSeconds = Math.floor((await uptimeSeconds()) + afterMs / 1000);
  const file = await open(
    `${attemptFolder}.fence.new`,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
    0o600,
  );
  try {
    await file.writeFile(`${atSeconds}\n`);
  } finally {
    await file.close();
  }
  await rename(`${attemptFolder}.fence.new`, `${attemptFolder}.fence`);
}
