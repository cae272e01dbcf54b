/** When a batch runs again and again. Its agent finds the times; they are those of cron in a time zone. */

/** What becomes of a due time that comes while the run before goes on: it is left out, or it ends that run. */
export const OVERLAPS = ['skip', 'replace'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** What becomes of due times that nobody could keep: nothing, or one run for all of them. */
export const CATCH_UPS = ['none', 'last'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

export type Schedule = {
  /** Five fields, six with seconds in front, or a name such as "@daily". */
  readonly cron: string;
  readonly timeZone: string;
  readonly overlap: Overlap;
  readonly catchUp: CatchUp;
  /** With catchUp "last": how late a run may begin. Absent: however late. */
  readonly deadlineMs?: number;
};
