import type { Clock } from '../ports.ts';

interface Kept<T> {
  until: number;
  answer: Promise<T>;
}

/**
 * Keeps the answer about a subject for so many ms: what concerns a whole account is asked once, not for each of its buckets.
 * Whoever asks meanwhile gets the same; a failure is not kept. The subject's own life bounds the memory.
 */
export function keptFor<T>(ms: number): (subject: object, clock: Clock, ask: () => Promise<T>) => Promise<T> {
  const kept = new WeakMap<object, Kept<T>>();
  return (subject, clock, ask) => {
    const known = kept.get(subject);
    if (known && clock.now() < known.until) return known.answer;
    const fresh = { until: clock.now() + ms, answer: ask() };
    kept.set(subject, fresh);
    fresh.answer.catch(() => kept.get(subject) === fresh && kept.delete(subject));
    return fresh.answer;
  };
}
