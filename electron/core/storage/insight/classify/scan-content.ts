import { type ContextRule, contentRules } from './content-rules.ts';

/** What one rule saw in one text. */
export interface Seen {
  rule: ContextRule;
  count: number;
  /** The first that was seen, masked. */
  masked: string;
}

const shownLetters = 4;
const contextLetters = 60;

/** Shape of a value without the value: its last letters and how long it is, at most a quarter of it. */
export function mask(value: string): string {
  const shown = Math.min(shownLetters, Math.floor(value.length / 4));
  return `${'•'.repeat(Math.min(12, value.length - shown))}${value.slice(value.length - shown)} (${value.length} characters)`;
}

/** An address shows its domain only, a key's begin says what it is. */
function masked({ id }: ContextRule, match: string): string {
  if (id === 'content.email') return `•••@${match.slice(match.indexOf('@') + 1)}`;
  if (id === 'content.private_key') return match;
  return mask(match);
}

function isNamed({ context }: ContextRule, text: string, at: number): boolean {
  return !context || context.test(text.slice(Math.max(0, at - contextLetters), at));
}

/** Looks for everything that the rules know. The time grows with the text only. */
export function scanContent(text: string): Seen[] {
  const found: Seen[] = [];
  for (const rule of contentRules) {
    let count = 0;
    let first = '';
    for (const match of text.matchAll(rule.pattern)) {
      if (!isNamed(rule, text, match.index) || (rule.check && !rule.check(match[0]))) continue;
      count += 1;
      first ||= match[0];
    }
    if (count > 0) found.push({ rule, count, masked: masked(rule, first) });
  }
  return found;
}
