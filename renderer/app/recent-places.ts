const key = 'aetherium.recent';
const kept = 8;

export interface RecentPlace {
  /** Path and search inside the fragment. */
  place: string;
  title: string;
}

/** Places visited in this window, newest first. Session storage: a jump box is shared. */
export function recentPlaces(): RecentPlace[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as RecentPlace[];
  } catch {
    return [];
  }
}

/** Remembers a place. */
export function rememberPlace(recent: RecentPlace): void {
  const others = recentPlaces().filter(({ place }) => place !== recent.place);
  sessionStorage.setItem(key, JSON.stringify([recent, ...others].slice(0, kept)));
}
