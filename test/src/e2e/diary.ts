/** Workloads that write down each of their starts. */
import { readFile } from 'node:fs/promises';

export type Started = {
  readonly placement: string;
  /** When it wrote this: under load long after its start. */
  readonly atMs: number;
  /** When the kernel started its supervisor, in hundredths of a second since the boot; 0 where that is out of its sight. */
  readonly startTicks: number;
};

/** Its 22nd field. Braces would be Berth's to fill. */
const READ_TICKS =
  'read -r a b c d e f g h i j k l m n o p q r s t u ticks rest < /proc/$PPID/stat || ticks=0';

export class Diary {
  readonly path: string;
  /** The same file, as the workloads see it. */
  readonly #theirs: string;

  constructor(path: string, theirs = path) {
    this.path = path;
    this.#theirs = theirs;
  }

  command(then: string): string[] {
    const line = '"$BERTH_PLACEMENT $(date +%s%3N) $ticks"';
    return ['sh', '-c', `{ ${READ_TICKS}; } 2>/dev/null; echo ${line} >> ${this.#theirs}; ${then}`];
  }

  async starts(): Promise<Started[]> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [placement = '', at, ticks] = line.split(' ');
        return { placement, atMs: Number(at), startTicks: Number(ticks) };
      });
  }

  async until(count: number): Promise<Started[]> {
    for (;;) {
      const starts = await this.starts();
      if (starts.length >= count) return starts;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
