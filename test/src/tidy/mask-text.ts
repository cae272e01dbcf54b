/**
 * Blanks comments and the insides of strings, templates and regular expressions, so that rules look at code only. Keeps
 * every line break and every length, and the code inside `${}`. Not a parser: it knows just enough of TypeScript.
 */
export function maskText(text: string): string {
  return new Masker(text).run();
}

/** After one of these a slash begins a regular expression, after anything else it divides. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+*%~^<>-]|\b(?:return|typeof|case|in|of|do|else|throw|await|yield))\s*$/;

class Masker {
  readonly #text: string;
  readonly #out: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): string {
    this.#code(undefined);
    return this.#out.join('');
  }

  /** Copies code up to `end`, which is left to the caller. */
  #code(end: '}' | undefined): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (end !== undefined && depth === 0 && char === end) return;
      if (char === '{') depth++;
      if (char === '}') depth--;
      if (this.#starts('//')) this.#blankUntil(/\n|$/g, 0);
      else if (this.#starts('/*')) this.#blankUntil(/\*\/|$/g, 2);
      else if (char === "'" || char === '"') this.#quoted(char);
      else if (char === '`') this.#template();
      else if (char === '/' && BEFORE_REGEX.test(this.#out.slice(-80).join(''))) this.#regex();
      else this.#keep(1);
    }
  }

  #starts(mark: string): boolean {
    return this.#text.startsWith(mark, this.#at);
  }

  #keep(length: number): void {
    for (let i = 0; i < length && this.#at < this.#text.length; i++)
      this.#out.push(this.#text[this.#at++] as string);
  }

  #blank(length: number): void {
    for (let i = 0; i < length && this.#at < this.#text.length; i++)
      this.#out.push(this.#text[this.#at++] === '\n' ? '\n' : ' ');
  }

  #blankUntil(end: RegExp, inclusive: number): void {
    end.lastIndex = this.#at + inclusive;
    const found = end.exec(this.#text);
    this.#blank((found?.index ?? this.#text.length) + inclusive - this.#at);
  }

  #quoted(quote: string): void {
    this.#keep(1);
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at];
      if (char === quote || char === '\n') break;
      this.#blank(char === '\\' ? 2 : 1);
    }
    this.#keep(1);
  }

  #template(): void {
    this.#keep(1);
    while (this.#at < this.#text.length && this.#text[this.#at] !== '`') {
      if (this.#starts('${')) {
        this.#keep(2);
        this.#code('}');
        this.#keep(1);
      } else this.#blank(this.#text[this.#at] === '\\' ? 2 : 1);
    }
    this.#keep(1);
  }

  #regex(): void {
    this.#keep(1);
    let inClass = false;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at];
      if (char === '\n' || (char === '/' && !inClass)) break;
      if (char === '[') inClass = true;
      if (char === ']') inClass = false;
      this.#blank(char === '\\' ? 2 : 1);
    }
    this.#keep(1);
  }
}
