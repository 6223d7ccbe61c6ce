import { type ActionInput, failure } from '../sdk.ts';

const lines = (value: ActionInput[string] | undefined): string[] =>
  (typeof value === 'string' ? value : '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Tags to set and keys to remove. Limits: Azure documentation, "Use tags to organize your Azure resources". */
export interface TagChange {
  set: Record<string, string>;
  remove: string[];
}

function pairOf(line: string): [string, string] {
  const at = line.indexOf('=');
  const key = at < 0 ? '' : line.slice(0, at).trim();
  const value = line.slice(at + 1).trim();
  if (!key || key.length > 512 || value.length > 256 || /[<>%&\\?/]/.test(key)) {
    throw failure('invalid_input', `Not a tag: ${line}`, {
      hint: 'Write key=value; a key has none of < > % & \\ ? / and 512 characters at most, a value 256.',
    });
  }
  return [key, value];
}

export function tagChange(input: ActionInput): TagChange {
  const change = { set: Object.fromEntries(lines(input['set']).map(pairOf)), remove: lines(input['remove']) };
  if (Object.keys(change.set).length + change.remove.length === 0) throw failure('invalid_input', 'No tag to set or to remove was given.');
  return change;
}

export function wantedSize(input: ActionInput): string {
  const size = typeof input['type'] === 'string' ? input['type'].trim() : '';
  if (!/^[A-Za-z]+_[A-Za-z0-9_-]+$/.test(size))
    throw failure('invalid_input', 'Not a size of Azure.', { hint: 'For example Standard_D4s_v5.' });
  return size;
}

export function wantedCount(input: ActionInput): number {
  const given = input['desired'] ?? '';
  // An empty text is no number: taken for 0 it would delete everything.
  const count = String(given).trim() === '' ? Number.NaN : Number(given);
  if (!Number.isInteger(count) || count < 0 || count > 1000)
    throw failure('invalid_input', 'The number of instances must be between 0 and 1000.');
  return count;
}
