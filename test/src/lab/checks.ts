/** What a run of the lab has shown: the same list for the test and for the table. */
import { isDeepStrictEqual } from 'node:util';

export type Check = {
  readonly scene: string;
  readonly what: string;
  readonly ok: boolean;
  /** What was found, where it is not what was wanted. */
  readonly found?: string;
};

export type Figure = {
  readonly scene: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
};

export class Checks {
  readonly all: Check[] = [];
  readonly figures: Figure[] = [];
  #scene = '';

  scene(name: string): void {
    this.#scene = name;
  }

  true(what: string, ok: boolean, found: unknown = ok): void {
    const scene = this.#scene;
    this.all.push({ scene, what, ok, ...(!ok && { found: String(found).slice(-1_500) }) });
  }

  is(what: string, found: unknown, wanted: unknown): void {
    this.true(
      what,
      isDeepStrictEqual(found, wanted),
      `${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`,
    );
  }

  matches(what: string, text: string, pattern: RegExp): void {
    this.true(what, pattern.test(text), `${pattern} is not in: ${text}`);
  }

  /** What is tried is refused, in these words. */
  async fails(what: string, tried: Promise<unknown>, why: RegExp): Promise<void> {
    const found = await tried.then(
      () => 'it was done',
      (thrown: Error) => thrown.message,
    );
    this.matches(`${what}: refused`, found, why);
  }

  /** Measured, and not judged: the machine may be loaded. */
  figure(what: string, value: number, unit: string): void {
    this.figures.push({ scene: this.#scene, what, value, unit });
  }
}
