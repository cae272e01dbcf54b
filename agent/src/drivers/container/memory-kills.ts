/**
 * Whether the kernel killed for memory in a container. Engines say so, but not on every kernel: with control groups of
 * version 1 their own watch can fail. The kernel's log names the group, and the group the container.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const RECORD_BYTES = 8 * 1024;
/** The log of the kernel is a ring: that many records are more than it holds. */
const RECORDS_MAX = 100_000;

export async function killedForMemory(container: string): Promise<boolean> {
  const file = await open('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (!file) return false;
  try {
    const buffer = Buffer.alloc(RECORD_BYTES);
    for (let count = 0; count < RECORDS_MAX; count++) {
      const length = await readRecord(file, buffer);
      if (length === 'end') return false;
      const text = buffer.toString('latin1', 0, length);
      if (text.includes('oom-kill:') && text.includes(container)) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

/** One record a read. One that was overwritten meanwhile is passed over. */
async function readRecord(file: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number | 'end'> {
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    return bytesRead === 0 ? 'end' : bytesRead;
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'EPIPE' ? 0 : 'end';
  }
}
