/** Memory of one part. */
export interface Loan {
  bytes: Uint8Array;
  /** Gives it back; `again: false` when somebody may still look at it. */
  release(options: { again: boolean }): void;
}

/** The memory that all copies share, so that many large parts at a time do not exhaust the machine. */
export interface MemoryBudget {
  take(size: number, signal: AbortSignal): Promise<Loan>;
}

interface Waiter {
  size: number;
  grant(): void;
}

/** Buffers are used again: fresh ones of megabytes wait long for the garbage collector. */
export function createMemoryBudget(limit: number): MemoryBudget {
  const free: Buffer[] = [];
  const waiters: Waiter[] = [];
  let used = 0;
  // One that is larger than everything gets it alone.
  const fits = (size: number) => used === 0 || used + size <= limit;
  const bufferFor = (size: number): Buffer => {
    const at = free.findIndex(({ length }) => length >= size && length <= 2 * size);
    if (at >= 0) return free.splice(at, 1)[0]!;
    let kept = free.reduce((sum, { length }) => sum + length, 0);
    while (free.length > 0 && used + kept + size > limit) kept -= free.shift()!.length;
    return Buffer.allocUnsafeSlow(size);
  };
  const wake = () => {
    while (waiters.length > 0 && fits(waiters[0]!.size)) waiters.shift()!.grant();
  };
  const lend = (size: number): Loan => {
    const buffer = bufferFor(size);
    used += buffer.length;
    return {
      bytes: buffer.subarray(0, size),
      release({ again }) {
        used -= buffer.length;
        if (again) free.push(buffer);
        wake();
      },
    };
  };
  return {
    async take(size, signal) {
      signal.throwIfAborted();
      if (waiters.length === 0 && fits(size)) return lend(size);
      return new Promise<Loan>((resolve, reject) => {
        const abort = () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(signal.reason as Error);
          wake();
        };
        const waiter = {
          size,
          grant: () => {
            signal.removeEventListener('abort', abort);
            resolve(lend(size));
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        waiters.push(waiter);
      });
    },
  };
}
