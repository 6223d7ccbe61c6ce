import type { Clock } from '../../ports.ts';

/** How many parts are sent at a time. */
export interface SendWindow {
  size(): number;
  /** A part has arrived. */
  arrived(bytes: number): void;
  /** The far side asked for fewer. */
  refused(): void;
}

const first = 4;
/** Throughput must grow by this much for one more to be worth it. */
const worthwhile = 1.05;

/** Grows while throughput grows with it, and halves when the far side is overloaded. */
export function createWindow({ clock, most }: { clock: Clock; most: number }): SendWindow {
  let size = Math.min(first, most);
  let round = { since: clock.now(), parts: 0, bytes: 0 };
  let best = 0;
  const begin = () => (round = { since: clock.now(), parts: 0, bytes: 0 });
  return {
    size: () => size,
    arrived(bytes) {
      round.parts += 1;
      round.bytes += bytes;
      if (round.parts < size * 2) return;
      const throughput = round.bytes / Math.max(1, clock.now() - round.since);
      if (throughput > best * worthwhile) {
        best = throughput;
        size = Math.min(most, size + 1);
      }
      begin();
    },
    refused() {
      size = Math.max(1, Math.floor(size / 2));
      best = 0;
      begin();
    },
  };
}
