import { useSyncExternalStore } from 'react';

/** One timer for all ages on screen; they are minutes, so half a minute is exact enough. */
const everyMs = 30_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, everyMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Current time, epoch ms, moving on twice a minute. */
export function useNow(): number {
  return Math.max(
    now,
    useSyncExternalStore(subscribe, () => now),
  );
}
