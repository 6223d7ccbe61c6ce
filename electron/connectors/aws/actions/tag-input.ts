import { type ActionInput, failure } from '../../sdk.ts';

export interface TagChange {
  set: Record<string, string>;
  remove: string[];
}

const lines = (value: ActionInput[string] | undefined) =>
  String(value ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function refuse(message: string, hint: string): never {
  throw failure('invalid_input', message, { hint });
}

/** Source: EC2 User Guide, "Tag restrictions". */
function checkKey(key: string): string {
  if (key === '' || key.length > 128) refuse(`The tag key "${key}" is not valid.`, 'A key has 1 to 128 characters.');
  if (/^aws:/i.test(key)) refuse(`The tag ${key} belongs to AWS.`, 'Keys that begin with aws: cannot be changed.');
  return key;
}

function pairOf(line: string): [string, string] {
  const at = line.indexOf('=');
  if (at < 0) refuse(`"${line}" has no value.`, 'Write one key=value on each line.');
  const value = line.slice(at + 1).trim();
  if (value.length > 256) refuse(`The value of ${line.slice(0, at)} is too long.`, 'A value has up to 256 characters.');
  return [checkKey(line.slice(0, at).trim()), value];
}

/** The tags to set (`key=value` lines) and to remove (key lines). Throws `invalid_input`. */
export function tagChange(input: ActionInput): TagChange {
  const set = Object.fromEntries(lines(input['set']).map(pairOf));
  const remove = lines(input['remove']).map(checkKey);
  const both = remove.find((key) => key in set);
  if (both) refuse(`The tag ${both} cannot be set and removed at once.`, 'Name it once.');
  if (remove.length + Object.keys(set).length === 0) refuse('No tag was given.', 'Give tags to set or to remove.');
  return { set, remove };
}
