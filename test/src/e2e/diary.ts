/** Workloads that write down each of their starts. */
import { readFile } from 'node:fs/promises';

export type Started = { readonly placement: string; readonly atMs: number };

export class Diary {
  readonly path: string;
  /** The same file, as the workloads see it. */
  readonly #theirs: string;

  constructor(path: string, theirs = path) {
    this.path = path;
    this.#theirs = theirs;
  }

  command(then: string): string[] {
    return ['sh', '-c', `echo "$BERTH_PLACEMENT $(date +%s%3N)" >> ${this.#theirs}; ${then}`];
  }

  async starts(): Promise<Started[]> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [placement = '', at] = line.split(' ');
        return { placement, atMs: Number(at) };
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
