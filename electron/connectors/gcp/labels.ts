import { type ActionInput, failure } from '../sdk.ts';

function lines(input: ActionInput, key: string): string[] {
  return String(input[key] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Source: https://cloud.google.com/compute/docs/labeling-resources#requirements */
const keyRule = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const valueRule = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

function parseLine(line: string): [string, string] {
  const cut = line.indexOf('=');
  const key = line.slice(0, Math.max(cut, 0)).trim();
  const value = line.slice(cut + 1).trim();
  if (cut <= 0) throw failure('invalid_input', `"${line}" is not key=value.`);
  if (keyRule.test(key) && valueRule.test(value)) return [key, value];
  throw failure('invalid_input', `Google takes no label ${line}.`, {
    hint: 'Keys and values are lower-case letters, digits, - and _, at most 63; a key begins with a letter.',
  });
}

/** Labels after `set` (lines of `key=value`) and `remove` (lines of keys). */
export function labelsAfter(labels: Readonly<Record<string, string>>, input: ActionInput): Record<string, string> {
  const removed = new Set(lines(input, 'remove'));
  const kept = Object.entries(labels).filter(([key]) => !removed.has(key));
  return Object.fromEntries([...kept, ...lines(input, 'set').map(parseLine)]);
}

export function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
