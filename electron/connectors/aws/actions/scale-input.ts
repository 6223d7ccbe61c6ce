import { type ActionInput, type Capacity, failure } from '../../sdk.ts';

/** Sizes that were given; those left out stay. */
export type Sizes = Partial<Record<'desired' | 'min' | 'max', number>>;
const names = ['desired', 'min', 'max'] as const;

/** Empty text is what an empty field of a form or a command line gives. */
function sizeOf(input: ActionInput, name: keyof Sizes): number | undefined {
  const value = input[name];
  if (value === undefined || value === '') return undefined;
  const size = Number(value);
  if (Number.isInteger(size) && size >= 0) return size;
  throw failure('invalid_input', `${name} must be a whole number of 0 or more, not ${String(value)}.`, { hint: 'Correct the number.' });
}

export function sizesOf(input: ActionInput): Sizes {
  const given = names.flatMap((name) => {
    const size = sizeOf(input, name);
    return size === undefined ? [] : [[name, size] as const];
  });
  if (given.length === 0) throw failure('invalid_input', 'No size was given.', { hint: 'Give desired, minimum or maximum.' });
  return Object.fromEntries(given);
}

/** Throws `invalid_input` unless minimum ≤ desired ≤ maximum once the given sizes are in force. */
export function checkSizes(sizes: Sizes, now: Capacity): void {
  const [desired, min, max] = names.map((name) => sizes[name] ?? now[name] ?? 0) as [number, number, number];
  if (min <= desired && desired <= max) return;
  throw failure('invalid_input', `Desired ${desired} is not between minimum ${min} and maximum ${max}.`, {
    hint: 'Give minimum or maximum too, so that the desired number lies between them.',
  });
}

export function isSized(capacity: Capacity | null, sizes: Sizes): boolean {
  return names.every((name) => sizes[name] === undefined || sizes[name] === capacity?.[name]);
}
