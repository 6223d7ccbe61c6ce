import { type Place, readPlace, writePlace } from '../places.ts';
import type { Picked } from './picked.ts';

const dragType = 'application/x-aetherium-objects';

interface Dragged {
  place: string;
  objects: Picked['objects'];
  prefixes: string[];
  whole: boolean;
}

/** Puts what is dragged into the event, for the other pane. */
export function startDrag(data: DataTransfer, { place, ...rest }: Picked): void {
  const dragged: Dragged = { place: writePlace(place), ...rest };
  data.setData(dragType, JSON.stringify(dragged));
  data.effectAllowed = 'copyMove';
}

export function isDrag(data: DataTransfer | null): boolean {
  return data?.types.includes(dragType) ?? false;
}

/** What was dragged here; null when it was something else, or comes from this very folder. */
export function dropped(data: DataTransfer, here: Place): Picked | null {
  const text = data.getData(dragType);
  if (!text) return null;
  const { place, ...rest } = JSON.parse(text) as Dragged;
  const from = readPlace(place);
  return from && writePlace(here) !== place ? { ...rest, place: from } : null;
}
