/** The way out of a terminal session whose other end does not answer any more, as in ssh: at the beginning of a line, "~.". */
const TILDE = 0x7e;
const DOT = 0x2e;

export class EscapeKeys {
  #isLineStart = true;
  /** A tilde at the beginning of a line that was not sent yet. */
  #isHeld = false;

  /** What is to be sent of the keys; "~~" sends one tilde. */
  pressed(keys: Uint8Array): { readonly data: Uint8Array; readonly isOver: boolean } {
    const sent: number[] = [];
    for (const key of keys) {
      if (this.#isHeld) {
        this.#isHeld = false;
        if (key === DOT) return { data: Uint8Array.from(sent), isOver: true };
        sent.push(TILDE);
        if (key === TILDE) {
          this.#isLineStart = false;
          continue;
        }
      } else if (this.#isLineStart && key === TILDE) {
        this.#isHeld = true;
        continue;
      }
      sent.push(key);
      this.#isLineStart = key === 10 || key === 13;
    }
    return { data: Uint8Array.from(sent), isOver: false };
  }
}
