import type { ListRequest } from '../../../sdk.ts';
import type { Call } from '../call.ts';
import { PageScanner } from './page-scanner.ts';

/** Where a page begins: behind a key, or where the page before ended. */
export type PageStart = { after: string } | { token: string };

/** Bytes of an answer, in a buffer that is used again. */
class AnswerBytes {
  private bytes = new Uint8Array(384 * 1024);
  private length = 0;

  clear(): void {
    this.length = 0;
  }

  add(piece: Uint8Array): void {
    const needed = this.length + piece.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, needed));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(piece, this.length);
    this.length = needed;
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** Calls ListObjectsV2. Scanners and buffers are lent for one page and come back. */
export interface PageReader {
  /** Reads one page; `pick` takes what it needs from the scanner before it returns. */
  read<T>(start: PageStart, pick: (scanner: PageScanner) => T): Promise<T>;
  /** The folders of a level: one page of them. */
  folders(prefix: string): Promise<{ prefixes: string[] }>;
}

export function pageReader(call: Call, { bucket, prefix, delimiter, signal }: ListRequest): PageReader {
  const scanner = new PageScanner();
  const free: AnswerBytes[] = [];
  const ask = async <T>(query: Record<string, string>, pick: (scanner: PageScanner) => T): Promise<T> => {
    const answer = free.pop() ?? new AnswerBytes();
    answer.clear();
    const common = { 'encoding-type': 'url', 'list-type': '2', 'max-keys': '1000' };
    try {
      await call(
        { method: 'GET', bucket, key: '', query: { ...common, ...query }, operation: 's3:ListBucket', signal },
        { data: (piece) => answer.add(piece) },
      );
      scanner.scan(answer.view());
      return pick(scanner);
    } finally {
      free.push(answer);
    }
  };
  const level = { prefix: prefix.toWellFormed(), ...(delimiter ? { delimiter } : {}) };
  return {
    read: (start, pick) =>
      ask(
        'token' in start
          ? { ...level, 'continuation-token': start.token }
          : { ...level, ...(start.after ? { 'start-after': start.after } : {}) },
        pick,
      ),
    folders: (folder) => ask({ prefix: folder, delimiter: '/' }, ({ prefixes }) => ({ prefixes })),
  };
}
