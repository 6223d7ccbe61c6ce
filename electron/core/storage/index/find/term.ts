/** A condition on a number: from `min` to before `max`. */
export interface RangeTerm {
  kind: 'size' | 'modified';
  min: number;
  max: number;
}

/** One condition of a search. */
export type Condition =
  | RangeTerm
  /** Text that occurs in bucket or key; with stars: the pattern of the whole key or of its name. */
  | { kind: 'word'; text: string }
  | { kind: 'class' | 'ext' | 'bucket' | 'connection' | 'prefix'; text: string };

export type Term = Condition & {
  not: boolean;
  /** How it was understood, in words. */
  says: string;
};
