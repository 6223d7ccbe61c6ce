/** Work that several callers want at the same time is done once. */
export interface SharedWork<T> {
  /** Joins the work of this name, or starts it. It is aborted when the last caller has given up. */
  run(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Running<T> {
  result: Promise<T>;
  callers: number;
  over: AbortController;
}

export function createSharedWork<T>(): SharedWork<T> {
  const running = new Map<string, Running<T>>();
  const start = (name: string, work: (signal: AbortSignal) => Promise<T>): Running<T> => {
    const over = new AbortController();
    const begun: Running<T> = { result: work(over.signal), callers: 0, over };
    running.set(name, begun);
    const end = () => void (running.get(name) === begun && running.delete(name));
    begun.result.then(end, end);
    return begun;
  };
  return {
    async run(name, signal, work) {
      signal.throwIfAborted();
      const joined = running.get(name) ?? start(name, work);
      joined.callers += 1;
      const leave = () => {
        joined.callers -= 1;
        if (joined.callers > 0) return;
        // Whoever asks next must not join what is being aborted.
        if (running.get(name) === joined) running.delete(name);
        joined.over.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await joined.result;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
}
