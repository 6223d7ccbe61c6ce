import { failure } from '#shared/errors/app-error.ts';
import { type Comparison, modifiedAmount, sizeAmount } from './amounts.ts';
import type { Condition, Term } from './term.ts';

/** A piece of the query between spaces. `quoted`: from which character on it was in quotes; -1: nowhere. */
interface Token {
  text: string;
  quoted: number;
}

function tokens(query: string): Token[] {
  const found: Token[] = [];
  let current: Token | null = null;
  let inQuotes = false;
  for (const letter of query) {
    if (!inQuotes && /\s/.test(letter)) {
      current = null;
      continue;
    }
    if (!current) found.push((current = { text: '', quoted: -1 }));
    if (letter === '"') {
      if (!inQuotes && current.quoted < 0) current.quoted = current.text.length;
      inQuotes = !inQuotes;
    } else current.text += letter;
  }
  if (inQuotes) {
    throw failure('invalid_input', `A quotation mark is not closed: ${found.at(-1)!.text}`, { hint: 'Put a " behind the text.' });
  }
  return found;
}

const says: Record<'class' | 'ext' | 'bucket' | 'connection' | 'prefix', (text: string) => string> = {
  class: (text) => `storage class is ${text}`,
  ext: (text) => `name ends with .${text}`,
  bucket: (text) => `bucket has “${text}”`,
  connection: (text) => `connection is ${text}`,
  prefix: (text) => `key begins with ${text}`,
};

type Understood = Condition & { says: string };

function named(kind: keyof typeof says, value: string, token: string): Understood {
  if (value === '') throw failure('invalid_input', `“${token}” says nothing behind the colon.`, { hint: `Write ${kind}:something.` });
  const text = kind === 'ext' ? value.replace(/^\./, '').toLowerCase() : value;
  // The index knows endings of one part; others are found by the end of the name.
  if (kind === 'ext' && (text.includes('.') || text.length > 12)) return { kind: 'word', text: `*.${text}`, says: says.ext(text) };
  return { kind, text, says: says[kind](text) };
}

function word(text: string, stars: boolean): Understood {
  if (stars && text.includes('*')) return { kind: 'word', text, says: `key or name is like ${text}` };
  // Stars in quotes are stars.
  return { kind: 'word', text: text.replaceAll('*', literalStar), says: `bucket or key has “${text}”` };
}

/** Stands for a star that is meant as such; no key can have it: it is half of a character. */
export const literalStar = '\uD800';

function understand({ text, quoted }: Token, now: number): Understood {
  const reads = (end: number) => quoted < 0 || quoted >= end;
  const compared = /^(size|modified)(<=|>=|<|>|=)(.*)$/is.exec(text);
  if (compared && reads(compared[1]!.length + 1)) {
    const [, name, comparison, value] = compared as unknown as [string, string, Comparison, string];
    return name.toLowerCase() === 'size' ? sizeAmount(comparison, value, text) : modifiedAmount(comparison, value, { term: text, now });
  }
  const colon = /^(class|ext|bucket|connection|prefix):(.*)$/is.exec(text);
  if (colon && reads(colon[1]!.length + 1)) return named(colon[1]!.toLowerCase() as keyof typeof says, colon[2]!, text);
  return word(text, quoted < 0);
}

/**
 * Terms of a search, see `findQuerySchema`. Throws `invalid_input` that names the term which is not understood.
 *
 * @param now epoch ms, for ages
 */
export function parseFind(query: string, now: number): Term[] {
  return tokens(query)
    .filter(({ text }) => text !== '')
    .map((token) => {
      const not = token.text.startsWith('-') && token.quoted !== 0 && token.text.length > 1;
      const positive = not ? { text: token.text.slice(1), quoted: token.quoted < 0 ? -1 : token.quoted - 1 } : token;
      const term = understand(positive, now);
      return { ...term, not, says: not ? `not: ${term.says}` : term.says };
    });
}
