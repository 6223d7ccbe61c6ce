import type { BucketKey } from '#shared/model/storage.ts';
import type { Codes } from '../blocks/block-builder.ts';
import { type ColumnTest, columnTest, wordOfExtension } from './column-test.ts';
import { literalStar } from './parse.ts';
import type { Term } from './term.ts';
import { type WordTest, wordTest } from './word-test.ts';

/** What is left of a search within one bucket. */
export interface BucketPlan {
  /** Every key must begin with each. */
  prefixes: string[];
  /** No key may begin with any. */
  withoutPrefixes: string[];
  words: WordTest[];
  columns: ColumnTest[];
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.replaceAll(literalStar, '*').toLowerCase());
}

/** Whether a term about buckets lets this one in. */
function letsIn(term: Term, { connectionId, bucket }: BucketKey): boolean {
  if (term.kind === 'connection') return (connectionId === term.text) !== term.not;
  if (term.kind === 'bucket') return has(bucket, term.text) !== term.not;
  return !(term.kind === 'word' && term.not && !term.text.includes('*') && has(bucket, term.text));
}

function addTo(plan: BucketPlan, term: Term, { bucket, codes }: { bucket: string; codes: Codes }): void {
  if (term.kind === 'prefix') (term.not ? plan.withoutPrefixes : plan.prefixes).push(term.text);
  const column = columnTest(term, codes);
  if (column) plan.columns.push(column);
  const ending = term.kind === 'ext' ? wordOfExtension(term.text, codes) : null;
  if (ending) plan.words.push(wordTest(ending, term.not));
  // A word that the bucket's own name has says nothing of its keys.
  if (term.kind === 'word' && (term.text.includes('*') || !has(bucket, term.text))) plan.words.push(wordTest(term.text, term.not));
}

/** The search within a bucket; null when the bucket is not searched. */
export function planFor(terms: readonly Term[], key: BucketKey, codes: Codes): BucketPlan | null {
  if (!terms.every((term) => letsIn(term, key))) return null;
  const plan: BucketPlan = { prefixes: [], withoutPrefixes: [], words: [], columns: [] };
  for (const term of terms) addTo(plan, term, { bucket: key.bucket, codes });
  return plan;
}
