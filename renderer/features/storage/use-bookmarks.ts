import { useSettings } from '../../app/preferences.ts';
import { useSaveSettings } from '../settings/use-save-settings.ts';
import { type Place, samePlace } from './places.ts';

const none: Place[] = [];

/** Folders that a person keeps at hand; the settings hold them. */
export function useBookmarks() {
  const settings = useSettings();
  const save = useSaveSettings();
  const list: Place[] = settings?.storage.bookmarks ?? none;
  const has = (place: Place) => list.some((one) => samePlace(one, place));
  const toggle = (place: Place) => {
    const bookmarks = has(place) ? list.filter((one) => !samePlace(one, place)) : [...list, place];
    void save({ storage: { bookmarks } });
  };
  return { list, has, toggle };
}
