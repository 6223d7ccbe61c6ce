import type { Clock } from '../../ports.ts';

/** Bytes a second over the last seconds. */
export interface RateMeter {
  add(bytes: number): void;
  rate(): number;
}

const spanMs = 4_000;
const slotMs = 250;

export function createRateMeter(clock: Clock): RateMeter {
  let slots: { from: number; bytes: number }[] = [];
  const recent = () => (slots = slots.filter(({ from }) => from > clock.now() - spanMs));
  return {
    add(bytes) {
      const now = clock.now();
      const last = slots.at(-1);
      if (last && now - last.from < slotMs) last.bytes += bytes;
      else recent().push({ from: now, bytes });
    },
    rate() {
      const [first] = recent();
      if (!first) return 0;
      const bytes = slots.reduce((sum, slot) => sum + slot.bytes, 0);
      return Math.max(0, Math.round((bytes * 1000) / Math.max(slotMs, clock.now() - first.from)));
    },
  };
}
