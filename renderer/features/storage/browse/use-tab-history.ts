import { useCallback, useState } from 'react';
import { type Place, samePlace } from '../places.ts';
import type { PaneState, Side } from '../storage-state.ts';

/** Folders that a tab showed before, and those that were left by going back. */
interface Trail {
  at: Place;
  back: Place[];
  forward: Place[];
}

const most = 50;

/** The trail after the tab went to a place. */
export function wentOn(trail: Trail | undefined, from: Place | null, to: Place): Trail {
  const back = trail?.back ?? [];
  return { at: to, back: from && !samePlace(from, to) ? [...back, from].slice(-most) : back, forward: [] };
}

export function wentBack(trail: Trail): Trail | null {
  const to = trail.back.at(-1);
  return to ? { at: to, back: trail.back.slice(0, -1), forward: [trail.at, ...trail.forward] } : null;
}

export function wentForward(trail: Trail): Trail | null {
  const [to, ...forward] = trail.forward;
  return to ? { at: to, back: [...trail.back, trail.at], forward } : null;
}

/** Back and forward of each tab; as long as the screen is open. */
export function useTabHistory(side: Side, pane: PaneState) {
  const [trails, setTrails] = useState<Record<string, Trail>>({});
  const name = `${side} ${pane.on}`;
  const place = pane.places[pane.on] ?? null;
  // A tab that was closed, or a link, put another folder here: its trail is not this one's.
  const known = trails[name];
  const trail = known && place && samePlace(known.at, place) ? known : undefined;
  const set = useCallback((next: Trail) => setTrails((all) => ({ ...all, [name]: next })), [name]);
  const step = (next: Trail | null): Place | null => {
    if (next) set(next);
    return next?.at ?? null;
  };
  return {
    record: (to: Place) => set(wentOn(trail, place, to)),
    back: () => step(trail ? wentBack(trail) : null),
    forward: () => step(trail ? wentForward(trail) : null),
    canBack: (trail?.back.length ?? 0) > 0,
    canForward: (trail?.forward.length ?? 0) > 0,
  };
}
