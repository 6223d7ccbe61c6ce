import { setImmediate } from 'node:timers/promises';
import { type ListRequest, type ObjectPage, type ObjectRow, type ObjectVersion, objectColumns } from '../../sdk.ts';
import { etagOf, type OpenBucket, objectIn, withBytes } from './estate.ts';
import { objectOf } from './sections.ts';
import { statesOf } from './states.ts';
import { byBytes, Walk } from './walk.ts';

const pageSize = 1000;
/** Behind every key that begins with the text before it: no key has it. */
const last = '\u{10ffff}';

interface Entry {
  key: string;
  row(): ObjectRow;
}

const rowOf = ({ key, size, modified, storageClass, etag }: ObjectRow): ObjectRow => ({ key, size, modified, storageClass, etag });

function ownEntry({ seed }: OpenBucket, walk: Walk): Entry | null {
  const place = walk.peek();
  if (!place) return null;
  const row = () => {
    const { key, size, modified, storageClass, id } = objectOf(seed, place.section, place.n);
    return { key, size, modified, storageClass, etag: etagOf(id, size) };
  };
  return { key: place.section.keyAt(place.n), row };
}

/** The organisation's own objects and what was changed, together in byte order. */
class Merged {
  private readonly open: OpenBucket;
  private readonly walk: Walk;
  private readonly changed: readonly string[];
  private readonly withDeleted: boolean;
  private at = 0;

  constructor(open: OpenBucket, bound: string, withDeleted = false) {
    this.open = open;
    this.withDeleted = withDeleted;
    this.walk = new Walk(open.sections, bound);
    this.changed = open.changes.keys();
    this.skip(bound);
  }

  private skip(bound: string): void {
    while (this.at < this.changed.length && byBytes(this.changed[this.at]!, bound) < 0) this.at += 1;
  }

  seek(bound: string): void {
    this.walk.seek(bound);
    this.skip(bound);
  }

  next(): Entry | null {
    for (;;) {
      const own = ownEntry(this.open, this.walk);
      const key = this.changed[this.at];
      if (key === undefined || (own && byBytes(own.key, key) < 0)) {
        if (own) this.walk.next();
        return own;
      }
      this.at += 1;
      if (own?.key === key) this.walk.next();
      const object = objectIn(this.open, key);
      if (object ?? this.withDeleted) return { key, row: () => rowOf(object!) };
    }
  }
}

const pageOf = (rows: readonly ObjectRow[], prefixes: string[]): ObjectPage => ({ objects: objectColumns(rows), prefixes, calls: 1 });

/** A listing, page by page: folders are jumped over, and nothing is made that is not shown. */
export async function* listObjects(open: OpenBucket, request: ListRequest): AsyncGenerator<ObjectPage> {
  const { prefix, delimiter, startAfter = '', signal } = request;
  const merged = new Merged(open, byBytes(startAfter, prefix) > 0 ? startAfter : prefix);
  let rows: ObjectRow[] = [];
  let prefixes: string[] = [];
  for (;;) {
    const entry = merged.next();
    if (!entry?.key.startsWith(prefix)) break;
    const { key } = entry;
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const folder = end < 0 ? null : key.slice(0, end + 1);
    if (folder !== null) {
      if (byBytes(folder, startAfter) > 0) prefixes.push(folder);
      merged.seek(folder + last);
    } else if (key !== startAfter || startAfter === '') rows.push(entry.row());
    if (rows.length + prefixes.length < pageSize) continue;
    yield pageOf(rows, prefixes);
    [rows, prefixes] = [[], []];
    await setImmediate();
    signal.throwIfAborted();
  }
  yield pageOf(rows, prefixes);
}

/** All states of a key, the newest first. */
function versionsOf(open: OpenBucket, key: string): ObjectVersion[] {
  const states = statesOf(open, key);
  const versions = states.map(({ versionId, modified, object }, at) => ({
    ...(object ? rowOf(withBytes(open, object)) : { key, size: 0, storageClass: '', etag: null }),
    modified,
    versionId,
    latest: at === states.length - 1,
    deleted: object === null,
  }));
  return versions.toReversed();
}

/** States of all keys below a prefix, page by page. */
export async function* listVersions(
  open: OpenBucket,
  { prefix, signal }: Pick<ListRequest, 'prefix' | 'signal'>,
): AsyncGenerator<ObjectVersion[]> {
  const merged = new Merged(open, prefix, true);
  let page: ObjectVersion[] = [];
  for (;;) {
    const entry = merged.next();
    if (!entry?.key.startsWith(prefix)) break;
    page.push(...versionsOf(open, entry.key));
    if (page.length < pageSize) continue;
    yield page;
    page = [];
    await setImmediate();
    signal.throwIfAborted();
  }
  yield page;
}
