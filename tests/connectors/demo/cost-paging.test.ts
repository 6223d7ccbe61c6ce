import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchBuffers, type CostBatch, type Page, type Scope } from '#connectors/sdk.ts';
import { type Opened, openDemo, pagesOf } from './open-demo.ts';

const scope: Scope = { id: '210000000011', label: 'shop-prod-us' };
let opened: Opened;
let pages: Page<CostBatch>[];
beforeAll(async () => {
  opened = await openDemo({ scale: 6, seed: 1 });
  pages = await pagesOf(opened.session.costs!, scope);
});
afterAll(() => opened.session.close());

const bytes = (page: Page<CostBatch>) => Buffer.concat(batchBuffers(page.items).map((buffer) => new Uint8Array(buffer)));

test('full pages have 65,536 rows, progress grows to 1', () => {
  expect(pages.length).toBeGreaterThan(2);
  expect(new Set(pages.slice(0, -1).map((page) => page.items.rows))).toEqual(new Set([65_536]));
  const progress = pages.map((page) => page.progress!);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
});

test('an interrupted read goes on behind its last page', async () => {
  const rest = await pagesOf(opened.session.costs!, scope, pages[0]!.cursor);
  expect(rest.map((page) => page.items.rows)).toEqual(pages.slice(1).map((page) => page.items.rows));
  expect(bytes(rest[0]!).equals(bytes(pages[1]!))).toBe(true);
  expect(await pagesOf(opened.session.costs!, scope, pages.at(-1)!.cursor)).toEqual([]);
});

test('a read that goes on after midnight stays the read of its day', async () => {
  const later = await openDemo({ scale: 6, seed: 1 });
  await later.clock.advance(86_400_000);
  const rest = await pagesOf(later.session.costs!, scope, pages.at(-2)!.cursor);
  await later.session.close();
  expect(bytes(rest[0]!).equals(bytes(pages.at(-1)!))).toBe(true);
});

test('a cursor of another organisation is refused', async () => {
  const other = await openDemo({ scale: 6, seed: 2 });
  await expect(pagesOf(other.session.costs!, scope, pages[0]!.cursor)).rejects.toMatchObject({ error: { code: 'conflict' } });
  await other.session.close();
});

test('closing the session ends its reads', async () => {
  const closing = await openDemo({ scale: 6, seed: 1 });
  const read = closing.session.costs!.read({ scope, cursor: null, signal: new AbortController().signal })[Symbol.asyncIterator]();
  await read.next();
  const next = read.next();
  next.catch(() => undefined);
  await closing.session.close();
  await expect(next).rejects.toThrow();
  await expect(closing.session.check()).rejects.toThrow('aborted');
});
