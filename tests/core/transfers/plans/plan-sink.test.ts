import { expect, test } from 'vitest';
import type { Draft } from '#core/transfers/plans/draft.ts';
import { storeDrafts } from '#core/transfers/plans/plan-sink.ts';
import type { NewRow } from '#core/transfers/transfers-api.ts';
import { transfersHere, workItem } from '#tests/helpers/transfers.ts';

function draft(at: number): Draft {
  const { index: _, ...rest } = workItem(at);
  return rest;
}

async function* drafts(count: number, made: (at: number) => void = () => undefined): AsyncGenerator<Draft> {
  for (let at = 0; at < count; at += 1) {
    made(at);
    yield draft(at);
  }
}

/** A store whose pages are written when the test says so. */
function slowStore() {
  const api = transfersHere();
  const pages: { rows: readonly NewRow[]; written: () => void; failed: (cause: Error) => void }[] = [];
  const add = (options: { rows: readonly NewRow[] }) =>
    new Promise<void>((written, failed) => pages.push({ rows: options.rows, written, failed }));
  return { api: { ...api, plans: { ...api.plans, add } } as typeof api, pages };
}

test('while a page is written the next is made, and no more than that', async () => {
  const { api, pages } = slowStore();
  let made = 0;
  const stored = storeDrafts(
    api,
    'p',
    drafts(7000, () => (made += 1)),
  );
  await expect.poll(() => made).toBe(4000);
  expect(pages.map(({ rows }) => rows.length)).toEqual([2000]);
  pages[0]!.written();
  await expect.poll(() => made).toBe(6000);
  expect(pages.map(({ rows }) => rows.at(-1)!.at)).toEqual([1999, 3999]);
  pages[1]!.written();
  await expect.poll(() => pages.length).toBe(3);
  pages[2]!.written();
  await expect.poll(() => pages.length).toBe(4);
  pages[3]!.written();
  expect((await stored).counts).toEqual({ act: 7000, skip: 0, refuse: 0 });
});

test('a page that could not be written ends the plan', async () => {
  const { api, pages } = slowStore();
  const stored = storeDrafts(api, 'p', drafts(10));
  await expect.poll(() => pages.length).toBe(1);
  pages[0]!.failed(new Error('the disk is full'));
  await expect(stored).rejects.toThrow('the disk is full');
});
