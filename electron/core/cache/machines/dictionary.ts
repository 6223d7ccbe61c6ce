/** Numbers distinct texts, so that rows hold small integers and a search looks at each distinct text once. */
export class Dictionary {
  readonly values: string[] = [];
  readonly lower: string[] = [];
  readonly #codes = new Map<string, number>();

  get size(): number {
    return this.values.length;
  }

  code(value: string): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.add(value);
      this.#codes.set(value, code);
    }
    return code;
  }

  /** Numbers a text that the caller knows to be new; `find` and `flagsOf` do not see it. */
  add(value: string): number {
    this.values.push(value);
    this.lower.push(value.toLowerCase());
    return this.values.length - 1;
  }

  /** The number of a known text. */
  find(value: string): number | undefined {
    return this.#codes.get(value);
  }

  /** One flag per code: whether the text contains `word` (lower case). Null when none does. */
  containing(word: string): Uint8Array | null {
    const flags = new Uint8Array(this.size);
    let hits = 0;
    for (let code = 0; code < flags.length; code++) {
      if (this.lower[code]!.includes(word)) hits += flags[code] = 1;
    }
    return hits > 0 ? flags : null;
  }

  /** One flag per code: whether it is one of `values`. */
  flagsOf(values: readonly string[]): Uint8Array {
    const flags = new Uint8Array(this.size);
    for (const value of values) {
      const code = this.#codes.get(value);
      if (code !== undefined) flags[code] = 1;
    }
    return flags;
  }
}
