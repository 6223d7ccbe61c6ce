import type { BrowseQuery, BrowseResult, ObjectRow } from '#shared/model/storage.ts';

/** Names that other tools stumble over. */
const odd = [
  'with spaces  and  more.txt',
  'percent%2Fencoded.csv',
  'emoji-🧾-rechnung.pdf',
  '..',
  ' leading blank.txt',
  'trailing blank ',
  'tab\there.log',
  'ünïcödé/…',
  `long-${'x'.repeat(180)}.parquet`,
];

const endings = ['parquet', 'csv', 'json', 'log', 'pdf', 'png', 'gz', 'bin'];
const classes = ['STANDARD', 'STANDARD', 'STANDARD_IA', 'GLACIER'];
const day = 86_400_000;
export const newest = Date.UTC(2026, 10, 20, 9, 30);

function object(key: string, index: number): ObjectRow {
  const size = (index * 7_919_317) % 3_200_000_000;
  return {
    key,
    size,
    modified: newest - index * day * 0.31,
    storageClass: classes[index % 4]!,
    etag: index.toString(16).padStart(32, '9'),
  };
}

/** 5,000 objects directly in a folder, odd names among them; and some folders. */
export function objectsIn(prefix: string, count = 5000): ObjectRow[] {
  const plain = Array.from({ length: count - odd.length }, (_, index) => {
    const number = String(index + 1).padStart(5, '0');
    return object(`${prefix}part-${number}.${endings[index % endings.length]}`, index + 1);
  });
  return [...odd.map((name, index) => object(prefix + name, index * 11)), ...plain];
}

const foldersOf: Record<string, string[]> = { '': ['events/', 'exports/', 'models/', '/', 'raw data/'], 'events/': ['2025/', '2026/'] };

type Row = BrowseResult['rows'][number];

const values: Record<BrowseQuery['sort']['column'], (row: Row) => string | number> = {
  name: (row) => (row.kind === 'folder' ? row.folder.prefix : row.object.key),
  size: (row) => (row.kind === 'folder' ? (row.folder.bytes ?? -1) : row.object.size),
  modified: (row) => (row.kind === 'folder' ? (row.folder.modified ?? -1) : row.object.modified),
  storageClass: (row) => (row.kind === 'folder' ? '' : row.object.storageClass),
};

/** One folder as the host answers: folders first, filtered by name, sorted, in pages. */
export function fakeListing({ prefix, text, sort, offset, limit }: BrowseQuery): Pick<BrowseResult, 'rows' | 'total' | 'bytes'> {
  const folders = (foldersOf[prefix] ?? []).map(
    (name, index): Row => ({
      kind: 'folder',
      folder: {
        prefix: prefix + name,
        bytes: index === 3 ? null : 81_000_000_000 * (index + 1),
        objects: 5000 * (index + 1),
        modified: newest - index * day,
      },
    }),
  );
  const objects = objectsIn(prefix, prefix === '' ? 40 : 5000);
  const rows = [...folders, ...objects.map((one): Row => ({ kind: 'object', object: one }))].filter((row) =>
    String(values.name(row)).slice(prefix.length).toLowerCase().includes(text.toLowerCase()),
  );
  const by = values[sort.column];
  const order = (a: Row, b: Row) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) * (sort.descending ? -1 : 1);
  rows.sort((a, b) => Number(a.kind === 'object') - Number(b.kind === 'object') || order(a, b));
  return { rows: rows.slice(offset, offset + limit), total: rows.length, bytes: objects.reduce((sum, { size }) => sum + size, 0) };
}
