/** A set of listeners for one kind of notice. */
export interface Listeners<T> {
  /** Returns the unsubscribe function. */
  add: (listener: (value: T) => void) => () => void;
  emit: (value: T) => void;
}

/** Events kept until the first screen listens. */
export const earlyEvents = 100;

/** @param keep how many values to keep for the first listener: a deep link may arrive before any screen listens */
export function createListeners<T>(keep = 0): Listeners<T> {
  const listeners = new Set<(value: T) => void>();
  const early: T[] = [];
  return {
    add: (listener) => {
      listeners.add(listener);
      for (const value of early.splice(0)) listener(value);
      return () => void listeners.delete(listener);
    },
    emit: (value) => {
      if (listeners.size === 0 && early.length < keep) early.push(value);
      for (const listener of listeners) listener(value);
    },
  };
}
