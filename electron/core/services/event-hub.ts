import type { AppEvent, ChangeTable } from '#shared/contract/events.ts';

/** Hands notices to every connected client. */
export interface EventHub {
  emit: (event: AppEvent) => void;
  changed(...tables: ChangeTable[]): void;
  on: (listener: (event: AppEvent) => void) => () => void;
  /** For parts of the core: they hear changes, and do not count as somebody to tell a notice to. */
  watch: (listener: (event: AppEvent) => void) => void;
}

/** `onBug` sees what a listener threw: one bad listener never stops the others or the work that emitted. */
export function createEventHub(onBug: (cause: unknown) => void): EventHub {
  const listeners = new Set<(event: AppEvent) => void>();
  const watchers: ((event: AppEvent) => void)[] = [];
  /** Notices from before anyone listened: what went wrong at the start must not get lost. */
  let unheard: AppEvent[] = [];
  const emit = (event: AppEvent) => {
    if (listeners.size === 0 && event.type === 'notice') unheard.push(event);
    for (const listener of [...watchers, ...listeners]) {
      try {
        listener(event);
      } catch (cause) {
        onBug(cause);
      }
    }
  };
  return {
    emit,
    changed: (...tables) => emit({ type: 'changed', tables }),
    watch: (listener) => void watchers.push(listener),
    on(listener) {
      listeners.add(listener);
      const waiting = unheard;
      unheard = [];
      waiting.forEach(emit);
      return () => listeners.delete(listener);
    },
  };
}
