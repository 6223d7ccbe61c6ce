import { failure } from '../sdk.ts';
import type { OrganisationOptions } from './options.ts';

/** Place in a read: rows stored so far of the data as of a day. */
export interface Place {
  day: number;
  rows: number;
}

export function writeCursor({ seed, scale }: OrganisationOptions, { day, rows }: Place): string {
  return [seed, scale, day, rows].join('/');
}

/**
 * Where to go on; at the start of `today` without a cursor. Throws `AppFailure` `conflict` for a cursor of another
 * organisation: the connection was edited in between and what is stored does not fit what would follow.
 */
export function readCursor({ seed, scale }: OrganisationOptions, cursor: string | null, today: number): Place {
  if (cursor === null) return { day: today, rows: 0 };
  const [ofSeed, ofScale, day, rows] = cursor.split('/').map(Number);
  if (ofSeed !== seed || ofScale !== scale || !Number.isInteger(day) || !Number.isInteger(rows)) {
    throw failure('conflict', 'The interrupted read was of another demo organisation.', { hint: 'Refresh to read it from the start.' });
  }
  return { day: day!, rows: rows! };
}
