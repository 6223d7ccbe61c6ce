import { AppFailure, type ListRequest, type ObjectColumns, type ObjectPage, textAt } from '../../../sdk.ts';
import type { Call } from '../call.ts';
import { type Arrived, arrivedOf } from './arrived.ts';
import { divide, findFolders } from './divide.ts';
import { type PageReader, pageReader } from './page-reader.ts';
import { type Range, utf8 } from './range.ts';
import { Ranges } from './ranges.ts';

/** Pages read at the same time. */
const mostParallel = 16;
/** Bytes of pages read ahead of what was taken: 256 pages of usual keys, fewer where keys are long. */
const mostAhead = 40e6;
/** Pages of the first range that wait to be taken. */
const frontAhead = 4;
/** Pages that tell how dense keys are. */
const samplePages = 4;

/** Pages after which a range of a divided listing is larger than was thought. */
const patienceWithPlan = 24;

/** Lists in ranges that are read at the same time, and gives their pages out in order. */
class ParallelListing {
  private ranges: Ranges;
  private readonly reader: PageReader;
  private readonly request: ListRequest;
  private readonly after: string;
  private readonly stop = new AbortController();
  private readonly sample: ObjectColumns[] = [];
  /** Whether ranges may be divided; `not_yet`: nothing is known of the keys. */
  private divisible: 'not_yet' | 'looking' | 'yes' | 'no';
  /** Set for a store that does not begin where it is told: keys up to here were given out. */
  private floor: Uint8Array | null = null;
  /** Level at which the listing forks; empty: it has none. */
  private folders: string[] | null = null;
  private taken: Uint8Array | null = null;
  /** Bytes of pages that wait to be taken. */
  private ahead = 0;
  private calls = 0;
  private problem: { cause: unknown } | null = null;
  /** Wakes whoever waits for a page or for room. */
  private sleepers: (() => void)[] = [];

  constructor(call: Call, request: ListRequest) {
    this.request = request;
    this.reader = pageReader(call, { ...request, signal: AbortSignal.any([request.signal, this.stop.signal]) });
    this.after = request.startAfter?.toWellFormed() ?? '';
    this.ranges = new Ranges(this.after);
    this.divisible = request.delimiter === null ? 'not_yet' : 'no';
  }

  async *pages(): AsyncGenerator<ObjectPage, void> {
    if (this.divisible === 'not_yet') this.splitAll(this.request.splits ?? []);
    try {
      for (let page = await this.take(); page; page = await this.take()) yield page;
    } finally {
      this.stop.abort();
      this.wake();
    }
  }

  /** The next page; null at the end. */
  private async take(): Promise<ObjectPage | null> {
    for (;;) {
      if (this.problem) throw this.problem.cause;
      this.pump();
      const front = this.ranges.all[0]!;
      const page = front.pages.shift();
      if (page) {
        this.ahead -= bytesOf(page);
        this.wake();
        // An empty one says nothing; its call is counted with the next.
        if (page.objects.count > 0 || page.prefixes.length > 0) return this.counted(page);
      } else if (front.state === 'done' && this.ranges.all.length === 1) return this.calls > 0 ? this.counted(emptyPage(this.calls)) : null;
      else if (front.state === 'done') this.ranges.all.shift();
      else await this.sleep();
    }
  }

  /** A page with the calls made since the last. */
  private counted(page: ObjectPage): ObjectPage {
    const { count, keys } = page.objects;
    if (count > 0) this.taken = keys.bytes.slice(count > 1 ? keys.ends[count - 2] : 0);
    const { calls } = this;
    this.calls = 0;
    return { ...page, calls };
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => this.sleepers.push(resolve));
  }

  private wake(): void {
    const { sleepers } = this;
    this.sleepers = [];
    for (const sleeper of sleepers) sleeper();
  }

  /** Starts what may run. */
  private pump(): void {
    const { ranges } = this;
    while (ranges.running < mostParallel) {
      const range = ranges.waiting();
      const room = range === ranges.all[0] || this.ahead < mostAhead;
      if (range && room) {
        range.state = 'running';
        void this.run(ranges, range).catch((cause: unknown) => this.fail(ranges, range, cause));
      } else if (range || !room || this.divisible !== 'yes' || !ranges.steal()) return;
    }
  }

  private hasRoom(range: Range): boolean {
    return range === this.ranges.all[0] ? range.pages.length < frontAhead : this.ahead < mostAhead;
  }

  /** Reads a range page by page until it ends. */
  private async run(ranges: Ranges, range: Range): Promise<void> {
    while (range.state === 'running' && ranges === this.ranges) {
      if (!this.hasRoom(range)) await this.sleep();
      else {
        this.calls += 1;
        const arrived = await this.reader.read(range.next, (scanner) => arrivedOf(scanner, range, this.floor));
        if (ranges === this.ranges) this.arrive(range, arrived);
      }
      if (this.stop.signal.aborted) return;
    }
  }

  private arrive(range: Range, arrived: Arrived): void {
    if (arrived.ignored) return this.beginAgain();
    const { page, token, ended } = arrived;
    this.ranges.pages += 1;
    range.read += 1;
    if (page.objects.count === 0) this.ranges.wasted += 1;
    range.last = arrived.last ?? range.last;
    range.state = ended ? 'done' : 'running';
    if (token !== null) range.next = { token };
    range.pages.push(page);
    this.ahead += bytesOf(page);
    this.learn(page.objects, ended);
    this.wake();
  }

  /** Looks for a way to divide the listing once its first page was not its last. */
  private learn(objects: ObjectColumns, ended: boolean): void {
    if ((this.divisible !== 'not_yet' && this.divisible !== 'looking') || objects.count === 0) return;
    // Whoever takes a page may move its buffers to another thread.
    if (this.sample.length < samplePages) this.sample.push({ ...objects, keys: structuredClone(objects.keys) });
    if (this.divisible === 'looking') this.divide();
    if (ended || this.divisible !== 'not_yet') return;
    this.divisible = 'looking';
    const { ranges } = this;
    void this.look(objects).catch((cause: unknown) => this.fail(ranges, null, cause));
  }

  private async look(objects: ObjectColumns): Promise<void> {
    const { ranges } = this;
    const first = textAt(objects.keys, 0);
    ranges.begin(first);
    const count = (calls: number) => {
      this.calls += calls;
      ranges.wasted += calls;
    };
    const found = await findFolders(this.reader, this.request.prefix, { first, last: textAt(objects.keys, objects.count - 1), count });
    if (ranges !== this.ranges) return;
    this.folders = found?.filter((folder) => first.startsWith(folder) || utf8Behind(folder, first)) ?? [];
    this.divide();
    this.wake();
  }

  /** Once it is known how many keys the first folder has, or that they are too many to wait for. */
  private divide(): void {
    const { folders, sample } = this;
    if (!folders) return;
    const { count, keys } = sample.at(-1)!;
    if (folders.length > 0 && sample.length < samplePages && textAt(keys, count - 1).startsWith(folders[0]!)) return;
    this.divisible = 'yes';
    this.splitAll(folders.length > 0 ? divide(folders, sample) : []);
  }

  private splitAll(keys: readonly string[]): void {
    if (keys.length === 0) return;
    this.divisible = 'yes';
    this.ranges.patience = patienceWithPlan;
    for (const key of keys) if (utf8Behind(key, this.after)) this.ranges.splitAt(key);
  }

  /** The store does not begin behind the keys it is given: one page after the other, without what was given out. */
  private beginAgain(): void {
    this.divisible = 'no';
    this.floor = this.taken ?? utf8(this.after);
    this.ranges = new Ranges('');
    this.ahead = 0;
    this.wake();
  }

  private fail(ranges: Ranges, range: Range | null, cause: unknown): void {
    if (ranges !== this.ranges || this.stop.signal.aborted) return;
    const refused = cause instanceof AppFailure && ['invalid_input', 'unsupported'].includes(cause.error.code);
    // Not every store that speaks S3 knows `start-after`.
    if (refused && range && range.after !== this.after && range.last === null) return this.beginAgain();
    this.problem ??= { cause };
    this.wake();
  }
}

/** Memory of a page: its texts, and its numbers of each row. */
function bytesOf({ objects }: ObjectPage): number {
  const { count, keys, etags } = objects;
  return keys.bytes.length + (etags?.bytes.length ?? 0) + count * 25;
}

const utf8Behind = (key: string, other: string): boolean => Buffer.compare(utf8(key), utf8(other)) > 0;

function emptyPage(calls: number): ObjectPage {
  const text = { bytes: new Uint8Array(0), ends: new Uint32Array(0) };
  const none = new Float64Array(0);
  return {
    objects: { count: 0, keys: text, size: none, modified: none, classes: [], classOf: new Uint8Array(0), etags: text },
    prefixes: [],
    calls,
  };
}

/** `ObjectStore.list`. */
export function createList(call: Call): (request: ListRequest) => AsyncIterable<ObjectPage> {
  return (request) => new ParallelListing(call, request).pages();
}
