import type { WorkItem } from '../transfers-api.ts';

/** The items of a transfer that wait, read page by page ahead of the work. */
interface Feed {
  /** Whether `take` may find some. */
  open(): boolean;
  take(): Promise<WorkItem | null>;
  /** More of the same kind and bucket, directly behind, that are here already. */
  more(item: WorkItem, most: number): WorkItem[];
  /** Begins at the front again, leaving out what is under way. */
  rewind: () => void;
}

const page = 1_000;

function sameSide(a: WorkItem['to'], b: WorkItem['to']): boolean {
  return a?.connectionId === b?.connectionId && a?.bucket === b?.bucket;
}

function together(a: WorkItem, b: WorkItem): boolean {
  return a.does === b.does && sameSide(a.from, b.from) && sameSide(a.to, b.to);
}

interface Options {
  read: (page: { after: number; limit: number }) => Promise<WorkItem[]>;
  underWay: () => ReadonlySet<number>;
}

export function createFeed({ read, underWay }: Options): Feed {
  let buffer: WorkItem[] = [];
  let after = -1;
  let exhausted = false;
  let reading: Promise<void> | null = null;
  let turn = 0;
  const fill = async () => {
    const begun = turn;
    // Looked at before: what ends while the page is read would seem to wait still.
    const known = underWay();
    const items = await read({ after, limit: page });
    if (begun !== turn) return;
    exhausted = items.length < page;
    after = items.at(-1)?.index ?? after;
    buffer.push(...items.filter(({ index }) => !known.has(index)));
  };
  const dry = () => buffer.length === 0 && !exhausted;
  return {
    open: () => buffer.length > 0 || !exhausted,
    async take() {
      while (dry()) {
        reading ??= fill().finally(() => (reading = null));
        await reading;
      }
      return buffer.shift() ?? null;
    },
    more(item, most) {
      let count = 0;
      while (count < most - 1 && buffer[count] && together(item, buffer[count]!)) count += 1;
      return buffer.splice(0, count);
    },
    rewind() {
      turn += 1;
      buffer = [];
      after = -1;
      exhausted = false;
    },
  };
}
