import type { ObjectRef } from '#shared/model/storage.ts';
import { shellWord } from '../actions/plan-text.ts';
import { placeWord } from '../transfers/plan/cli-command.ts';
import type { Place } from './places.ts';

/** Lists a folder as the screen shows it. */
export function listCommand(place: Place): string {
  return `aetherium storage ls ${placeWord(place, place.prefix)}`;
}

/** Searches the index alone, as the screen does. After `--` a query may begin with a `-`. */
export function findCommand(query: string): string {
  return `aetherium storage find --offline -- ${shellWord(query)}`;
}

interface Link {
  object: ObjectRef;
  method: 'GET' | 'PUT';
  seconds: number;
}

const units: [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** Whole units, as the command line takes them. */
function durationWord(seconds: number): string {
  const [unit, size] = units.find(([, length]) => seconds % length === 0)!;
  return `${seconds / size}${unit}`;
}

/** Makes a link; null for an older version, which the command line cannot name. */
export function presignCommand({ object, method, seconds }: Link): string | null {
  if (object.versionId !== undefined) return null;
  return `aetherium storage presign ${placeWord(object, object.key)} --expires ${durationWord(seconds)}${method === 'PUT' ? ' --method PUT' : ''}`;
}
