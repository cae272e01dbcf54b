/** How much a journal has had written to it: noted beside it, so that what the disk lost is noticed and can be named. */
export type JournalHead = {
  /** Running number of the last write. */
  readonly writes: number;
  /** Of the assignment. */
  readonly epoch: number;
  readonly version: number;
  readonly placements: number;
};

/** As it stands in the slot file. */
export function headText({ writes, epoch, version, placements }: JournalHead): string {
  return [writes, epoch, version, placements].join(' ');
}

export function readHead(text: string | undefined): JournalHead | undefined {
  const numbers = text?.split(' ').map(Number) ?? [];
  const [writes, epoch, version, placements] = numbers;
  if (writes === undefined || epoch === undefined || version === undefined || placements === undefined)
    return undefined;
  return { writes, epoch, version, placements };
}

export type Damage = {
  /** Names of records and files that were there and cannot be read. */
  readonly unreadable: readonly string[];
  /** The database could not be opened as it was. */
  readonly repaired: boolean;
};

/** One line on what is missing; undefined when nothing is. `noted`: what the slot file says, if it can be read. */
export function lossOf(
  found: JournalHead,
  noted: JournalHead | undefined,
  { unreadable, repaired }: Damage,
): string | undefined {
  const parts: string[] = [];
  if (noted && noted.writes > found.writes) {
    const { writes, version, placements } = noted;
    parts.push(
      `its last ${writes - found.writes} of ${writes} writes are missing (${found.placements} of ${placements} placements, ` +
        `assignment ${found.version} of ${version})`,
    );
  }
  if (unreadable.length > 0) {
    const shown = unreadable.slice(0, SHOWN).join(', ');
    const more = unreadable.length > SHOWN ? ` and ${unreadable.length - SHOWN} more` : '';
    parts.push(`damaged: ${shown}${more}`);
  }
  if (repaired) parts.push('the database had to be repaired');
  return parts.length > 0 ? parts.join('; ') : undefined;
}

const SHOWN = 5;
