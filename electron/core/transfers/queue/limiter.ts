import type { TransferSettings } from '#shared/model/transfer.ts';
import type { Clock } from '../../ports.ts';

/** Shares the bandwidth that settings and schedule allow among all transfers. */
export interface Limiter {
  /** Resolves when so many bytes may have been moved; in the order of the calls. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** Bytes a second that are allowed now; 0: no limit. */
  rate(): number;
}

type Window = TransferSettings['schedule'][number];

/** Longest wait before settings and schedule are looked at again. */
const sliceMs = 250;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** A window over midnight belongs to the day on which it begins. */
function covers({ days, from, to }: Window, now: Date): boolean {
  const minute = now.getHours() * 60 + now.getMinutes();
  const [first, last] = [minutesOf(from), minutesOf(to)];
  const on = (day: number) => days.length === 0 || days.includes(day);
  const today = now.getDay();
  if (first < last) return on(today) && minute >= first && minute < last;
  if (minute >= first) return on(today);
  return minute < last && on((today + 6) % 7);
}

/** Bytes a second at a local time. */
export function rateAt({ bytesPerSecond, schedule }: TransferSettings, now: Date): number {
  return schedule.find((window) => covers(window, now))?.bytesPerSecond ?? bytesPerSecond;
}

export function createLimiter({ clock, settings }: { clock: Clock; settings: () => TransferSettings }): Limiter {
  /** Bytes that may be moved now; what was moved ahead of its time is negative. */
  let credit = 0;
  let counted = clock.now();
  let last: Promise<void> = Promise.resolve();
  const rate = () => rateAt(settings(), new Date(clock.now()));
  const refill = (perSecond: number) => {
    const now = clock.now();
    // Not more than a slice is saved up: a burst after a rest would break the promise.
    credit = Math.min((perSecond * sliceMs) / 1000, credit + (perSecond * Math.max(0, now - counted)) / 1000);
    counted = now;
  };
  const waitMs = () => (rate() > 0 && credit < 0 ? Math.min(sliceMs, Math.ceil((-credit * 1000) / rate())) : 0);
  const pay = async (bytes: number, signal: AbortSignal) => {
    refill(rate());
    credit -= bytes;
    for (let wait = waitMs(); wait > 0; wait = waitMs()) {
      const perSecond = rate();
      await clock.sleep(wait, signal);
      refill(perSecond);
    }
    if (rate() === 0) credit = 0;
  };
  return {
    rate,
    take(bytes, signal) {
      if (rate() === 0) {
        credit = 0;
        counted = clock.now();
        return Promise.resolve();
      }
      const turn = last.then(() => pay(bytes, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
