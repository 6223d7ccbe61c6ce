import { Dictionary } from './dictionary.ts';

/** Tags of all machines: `key=value` pairs are numbered, a machine holds the numbers of its pairs. */
export class TagTable {
  /** Texts are `key=value`; that is also what a search looks at. */
  readonly pairs = new Dictionary();
  readonly keys = new Dictionary();
  /** Key and value of each pair. */
  readonly keyOf: number[] = [];
  readonly valueOf: string[] = [];
  /** Numbers of the pairs of each key, by value: two look-ups are cheaper than building a joined text for each tag. */
  readonly #pairsOf: Map<string, number>[] = [];

  encode(tags: Record<string, string>): Uint32Array {
    const keys = Object.keys(tags);
    const codes = new Uint32Array(keys.length);
    for (let at = 0; at < keys.length; at++) codes[at] = this.#pair(keys[at]!, tags[keys[at]!]!);
    return codes;
  }

  #pair(key: string, value: string): number {
    const keyCode = this.keys.code(key);
    const known = (this.#pairsOf[keyCode] ??= new Map<string, number>());
    let code = known.get(value);
    if (code === undefined) {
      code = this.pairs.add(`${key}=${value}`);
      known.set(value, code);
      this.keyOf.push(keyCode);
      this.valueOf.push(value);
    }
    return code;
  }
}
