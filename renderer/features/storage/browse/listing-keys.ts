import type { KeyboardEvent } from 'react';
import type { CommandId } from './commands.ts';

/** What a key does in a listing, beside what every grid knows. */
export type ListingKey = 'up' | 'back' | 'forward' | 'other' | 'find' | 'path' | 'folder' | 'sync' | CommandId;

const plain: Record<string, ListingKey> = {
  Backspace: 'up',
  Delete: 'delete',
  F2: 'rename',
  F5: 'copyOver',
  F6: 'moveOver',
  F7: 'folder',
  F8: 'sync',
};

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** The command of a key; null when the key is not of the listing. */
export function listingKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed, dual: boolean): ListingKey | null {
  const lower = key.toLowerCase();
  if (altKey) return ({ arrowleft: 'back', arrowright: 'forward', arrowup: 'up' }[lower] as ListingKey | undefined) ?? null;
  if (ctrlKey || metaKey) return ({ f: 'find', l: 'path' } as const)[lower as 'f'] ?? null;
  if (key === 'o') return dual ? 'other' : null;
  return shiftKey ? null : (plain[key] ?? null);
}
