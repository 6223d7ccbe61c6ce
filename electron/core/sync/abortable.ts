/**
 * What `work` resolves to, or the signal's reason as soon as it fires: a provider client that overlooks its signal must
 * not keep a cancelled job, or the closing console, waiting.
 */
export function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The values of a sequence until the signal fires; then it is told to end, and its reason is thrown. */
export async function* abortablePages<T>(signal: AbortSignal, pages: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = pages[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await abortable(signal, iterator.next());
      ended = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a generator that hangs in its own request would answer only after it.
    if (!ended) iterator.return?.().catch(() => undefined);
  }
}
