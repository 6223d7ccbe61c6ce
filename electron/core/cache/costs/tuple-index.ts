import { PairIndex } from './pair-index.ts';

/** Numbers distinct texts 0, 1, 2… in order of appearance; "no value" is a text of its own. */
export class TextIndex {
  readonly texts: (string | null)[] = [];
  private readonly known = new Map<string | null, number>();

  idOf(text: string | null): number {
    let id = this.known.get(text);
    if (id === undefined) {
      const own = text === null ? null : copyOf(text);
      this.known.set(own, (id = this.texts.push(own) - 1));
    }
    return id;
  }
}

/** A slice of a long string keeps all of it in memory; a copy does not. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

/** Numbers distinct tuples of 32-bit integers 0, 1, 2… in order of appearance. All tuples have the same length. */
export class TupleIndex {
  readonly tuples: number[][] = [];
  private readonly steps: PairIndex[];

  constructor(length: number) {
    this.steps = Array.from({ length }, () => new PairIndex());
  }

  /** `tuple` is copied when it is new, so that callers can use one array again and again. */
  idOf(tuple: readonly number[]): number {
    let id = 0;
    for (let k = 0; k < tuple.length; k += 1) id = this.steps[k]!.idOf(id, tuple[k]!);
    if (id === this.tuples.length) this.tuples.push([...tuple]);
    return id;
  }
}
