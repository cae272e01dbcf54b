/** A coordinator's local records without a disk; they outlive the stores that use them. */
import type { Checkpoint, LocalRecords, Noted } from '@berth/ledger';
import { MemoryDisk } from '@berth/ledger';

export function memoryRecords(): LocalRecords {
  let noted: Noted | undefined;
  const checkpoints = new MemoryDisk().open();
  return {
    get noted() {
      return noted;
    },
    note: async (newer) => {
      noted = newer;
    },
    saveCheckpoint: (write) => checkpoints.saveCheckpoint(write),
    loadCheckpoint: (): Promise<Checkpoint | undefined> => checkpoints.loadCheckpoint(),
    close: async () => {},
  };
}
