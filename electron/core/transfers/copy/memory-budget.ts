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

const smallest = 16_384;

/** Length of the buffer for a size: a quarter larger at most, so that few lengths serve all sizes. */
function lengthFor(size: number): number {
  if (size <= smallest) return smallest;
  const step = 2 ** (Math.floor(Math.log2(size)) - 2);
  return Math.ceil(size / step) * step;
}

/** Buffers that nobody uses, by length. */
function createShelf() {
  const shelf = new Map<number, Buffer[]>();
  let bytes = 0;
  return {
    bytes: () => bytes,
    put(buffer: Buffer): void {
      const { length } = buffer;
      const same = shelf.get(length);
      if (same) same.push(buffer);
      else shelf.set(length, [buffer]);
      bytes += length;
    },
    take(length: number): Buffer | undefined {
      const found = shelf.get(length)?.pop();
      if (found) bytes -= length;
      return found;
    },
    /** Lets go of one. */
    drop(): void {
      for (const [length, buffers] of shelf) {
        if (buffers.pop()) {
          bytes -= length;
          return;
        }
      }
    },
  };
}

/** Buffers are used again: fresh ones of megabytes wait long for the garbage collector. */
export function createMemoryBudget(limit: number): MemoryBudget {
  const shelf = createShelf();
  const waiters: Waiter[] = [];
  let used = 0;
  // One that is larger than everything gets it alone.
  const fits = (size: number) => used === 0 || used + lengthFor(size) <= limit;
  const bufferFor = (length: number): Buffer => {
    const again = shelf.take(length);
    if (again) return again;
    while (shelf.bytes() > 0 && used + shelf.bytes() + length > limit) shelf.drop();
    return Buffer.allocUnsafeSlow(length);
  };
  const wake = () => {
    while (waiters.length > 0 && fits(waiters[0]!.size)) waiters.shift()!.grant();
  };
  const lend = (size: number): Loan => {
    const buffer = bufferFor(lengthFor(size));
    used += buffer.length;
    return {
      bytes: buffer.subarray(0, size),
      release({ again }) {
        used -= buffer.length;
        if (again) shelf.put(buffer);
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
