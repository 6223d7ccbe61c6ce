import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { fastS3At, listed } from '#tests/helpers/fast-s3.ts';
import { byBytes, type ListingOptions, type ListingServer, sizeOf, startListingServer } from '#tests/helpers/listing-server.ts';

let server: ListingServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(keys: readonly string[], options?: ListingOptions) {
  server = await startListingServer(keys, options);
  return fastS3At(server.url);
}

/** Pieces that keys are made of, so that many share folders and many are odd. */
const piece = fc.constantFrom(
  'a',
  'b',
  'ab',
  '0',
  '17',
  '9',
  '/',
  '//',
  '..',
  ' ',
  '+',
  '%2F',
  '&amp;',
  '<',
  '"',
  'é',
  '\uffee',
  '😀',
  '\u{10ffff}',
  '~',
);
const oddKey = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
const plainKey = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 999 })).map(([folder, name]) => `d${folder}/${name}`);
const anyKey = fc.oneof(oddKey, plainKey, fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }));
const keySet = fc.uniqueArray(anyKey, { maxLength: 300 }).map((keys) => keys.filter((key) => key.isWellFormed() && !key.includes('\0')));
const behaviour = fc.constantFrom<ListingOptions['startAfter'][]>(undefined, undefined, 'ignored', 'refused');

it('gives every key once and in the order of bytes, whatever the keys, splits and pages are', async () => {
  const inputs = {
    keys: keySet,
    pageRows: fc.integer({ min: 1, max: 12 }),
    splits: fc.array(anyKey, { maxLength: 6 }),
    withSplits: fc.boolean(),
    startAfter: behaviour,
    plus: fc.boolean(),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(inputs), async ({ keys, splits, withSplits, ...options }) => {
      const own = await startListingServer(keys, options);
      try {
        const all = await listed(await fastS3At(own.url), withSplits ? { splits: splits.filter((key) => key.isWellFormed()) } : {});
        const wanted = [...keys].sort(byBytes);
        expect(all.keys).toEqual(wanted);
        expect(all.sizes).toEqual(wanted.map(sizeOf));
        if (options.startAfter === undefined) expect(all.calls).toBe(own.calls.length);
      } finally {
        await own.close();
      }
    }),
    { numRuns: 150 },
  );
});

it('begins behind a key and stays below a prefix', async () => {
  await fc.assert(
    fc.asyncProperty(keySet, anyKey, fc.integer({ min: 1, max: 9 }), async (keys, after, pageRows) => {
      fc.pre(after.isWellFormed() && !after.includes('\0'));
      const own = await startListingServer(keys, { pageRows });
      try {
        const fast = await fastS3At(own.url);
        const behind = await listed(fast, { startAfter: after });
        expect(behind.keys).toEqual(keys.filter((key) => byBytes(key, after) > 0).sort(byBytes));
        const below = await listed(fast, { prefix: after });
        expect(below.keys).toEqual(keys.filter((key) => key.startsWith(after)).sort(byBytes));
      } finally {
        await own.close();
      }
    }),
    { numRuns: 60 },
  );
});

it('lists one level with its folders', async () => {
  const fast = await serve(['a', 'b c/1', 'b c/2', 'd+e/x', 'f//g', 'z'], { pageRows: 2 });
  const top = await listed(fast, { delimiter: '/' });
  expect(top.keys).toEqual(['a', 'z']);
  expect(top.prefixes).toEqual(['b c/', 'd+e/', 'f/']);
  expect((await listed(fast, { delimiter: '/', prefix: 'f/' })).prefixes).toEqual(['f//']);
  expect(server!.calls.some((query) => query.has('start-after'))).toBe(false);
});

/** Accounts of ten parts each. */
const accounts = (count: number, each: number) =>
  Array.from({ length: count * each }, (_, i) => {
    const account = String(Math.floor(i / each)).padStart(4, '0');
    return `y/account-${account}/part-${Math.floor(((i % each) * 10) / each)}/object-${String(i).padStart(8, '0')}`;
  });

it('divides a listing of folders with few more calls than pages', async () => {
  const keys = accounts(100, 1000);
  const fast = await serve(keys);
  const all = await listed(fast, {});
  expect(all.keys).toEqual(keys);
  expect(server!.calls.length).toBeLessThanOrEqual(105);
  expect(all.calls).toBe(server!.calls.length);
  expect(server!.calls.filter((query) => query.has('start-after')).length).toBeGreaterThanOrEqual(10);
});

it('divides a listing without folders', async () => {
  const keys = Array.from({ length: 60_000 }, (_, i) => `object-${String(i).padStart(8, '0')}`);
  const fast = await serve(keys);
  const all = await listed(fast, {});
  expect(all.keys).toEqual(keys);
  expect(server!.calls.filter((query) => query.has('start-after')).length).toBeGreaterThanOrEqual(3);
  expect(server!.calls.length).toBeLessThanOrEqual(70);
});

it('asks once for what fits into one page', async () => {
  const fast = await serve(accounts(2, 400));
  expect((await listed(fast, {})).keys).toHaveLength(800);
  expect(server!.calls).toHaveLength(1);
});

it('begins at the splits of an earlier index', async () => {
  const keys = accounts(12, 1000);
  const splits = [keys[3999]!, keys[7999]!];
  const fast = await serve(keys);
  expect((await listed(fast, { splits })).keys).toEqual(keys);
  expect(server!.calls.slice(0, 3).map((query) => query.get('start-after'))).toEqual([null, ...splits]);
});

it.each(['ignored', 'refused'] as const)('reads one page behind the other where start-after is %s', async (startAfter) => {
  const keys = accounts(20, 300);
  const fast = await serve(keys, { startAfter, pageRows: 500 });
  expect((await listed(fast, {})).keys).toEqual(keys);
  if (startAfter === 'ignored') expect((await listed(fast, { startAfter: keys[2500]! })).keys).toEqual(keys.slice(2501));
});

it('stops asking when nobody takes the pages any more', async () => {
  const fast = await serve(accounts(40, 500), { pageRows: 100 });
  for await (const page of fast.list({ bucket: 'b', prefix: '', delimiter: null, signal: new AbortController().signal })) {
    expect(page.objects.count).toBe(100);
    break;
  }
  const { length } = server!.calls;
  expect(length).toBeLessThanOrEqual(20);
});
