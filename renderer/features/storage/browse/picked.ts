import type { ObjectRow } from '#shared/model/storage.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import type { Place } from '../places.ts';
import type { ListingRow } from './use-listing.ts';
import type { ChosenRows } from './use-row-selection.ts';

/** What a command is about: objects and folders of one place. */
export interface Picked {
  place: Place;
  objects: ObjectRow[];
  prefixes: string[];
  /** Everything in the place: its prefix is the only one. */
  whole: boolean;
}

export function pickedOf(place: Place, chosen: ChosenRows): Picked {
  if (chosen.kind === 'all') return { place, objects: [], prefixes: [place.prefix], whole: true };
  const rows = [...chosen.rows.values()];
  return {
    place,
    objects: rows.flatMap((row) => (row.kind === 'object' ? [row.object] : [])),
    prefixes: rows.flatMap((row) => (row.kind === 'folder' ? [row.folder.prefix] : [])),
    whole: false,
  };
}

export function pickedRow(place: Place, row: ListingRow): Picked {
  return row.kind === 'object'
    ? { place, objects: [row.object], prefixes: [], whole: false }
    : { place, objects: [], prefixes: [row.folder.prefix], whole: false };
}

export const countPicked = ({ objects, prefixes }: Picked): number => objects.length + prefixes.length;

/** The one object it is about; null when it is more or a folder. */
export function onlyObject({ objects, prefixes }: Picked): ObjectRow | null {
  return prefixes.length === 0 && objects.length === 1 ? objects[0]! : null;
}

export type PickedSource = Extract<StorageRequest, { verb: 'delete' }>['source'];

export function sourceOf({ place: { connectionId, bucket }, objects, prefixes }: Picked): PickedSource {
  return {
    objects: objects.map(({ key }) => ({ connectionId, bucket, key })),
    prefixes: prefixes.map((prefix) => ({ connectionId, bucket, prefix })),
    files: { tokens: [], paths: [] },
  };
}
