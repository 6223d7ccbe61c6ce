import type { ObjectRow } from '#shared/model/storage.ts';

/** Numbers that look random and are the same in every run. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const parts = [
  'logs',
  'Logs',
  'a',
  'b',
  '',
  '..',
  '.',
  'año',
  'ÉTÉ',
  'İstanbul',
  'straße',
  '😀',
  'x y',
  '%2F',
  'data.csv',
  'Data.CSV',
  'archive.tar.gz',
  '.hidden',
  'name.',
  'r"q',
  "it's",
  '*',
  'deadbeef01',
  'DEADBEEF02',
  'report-2024',
  '日本語',
  '\u0001',
  '\u007f',
  'ﬀ',
  'longer-name-with-many-letters.parquet',
];

/** Keys of one to five parts with everything that a provider allows, none twice. */
export function oddKeys(count: number, random: () => number): string[] {
  const keys = new Set<string>();
  for (let tries = 0; keys.size < count && tries < count * 20; tries += 1) {
    const depth = 1 + Math.floor(random() * 5);
    const key = Array.from({ length: depth }, () => {
      const part = parts[Math.floor(random() * parts.length)]!;
      return random() < 0.4 ? `${part}${Math.floor(random() * 50)}` : part;
    }).join('/');
    if (key !== '') keys.add(key);
  }
  return [...keys];
}

const classes = ['STANDARD', 'Glacier', '', 'standard'];

export function oddObjects(count: number, seed: number): ObjectRow[] {
  const random = sequence(seed);
  return oddKeys(count, random).map((key) => ({
    key,
    size: random() < 0.1 ? 0 : Math.floor(10 ** (random() * 12)),
    modified: Date.UTC(2019, 0, 1) + Math.floor(random() * 6 * 365 * 86_400_000),
    storageClass: classes[Math.floor(random() * classes.length)]!,
    etag: null,
  }));
}
