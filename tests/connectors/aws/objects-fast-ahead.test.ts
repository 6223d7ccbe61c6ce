import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Call } from '#connectors/aws/objects-fast/call.ts';
import { createList } from '#connectors/aws/objects-fast/list/list.ts';

const pages = 400;
const numberOf = (key: string) => Number(key.slice(0, 8));

/** A bucket of pages of a thousand keys of one length, which answers at once. */
function bucketOf(keyBytes: number) {
  const keyAt = (row: number) => String(row).padStart(8, '0').padEnd(keyBytes, 'x');
  let calls = 0;
  const call: Call = async ({ query }, receiver) => {
    calls += 1;
    const from = query['continuation-token']
      ? Number(query['continuation-token'])
      : query['start-after']
        ? numberOf(query['start-after']) + 1
        : 0;
    const rows = Array.from({ length: 1000 }, (_, i) => `<Contents><Key>${keyAt(from + i)}</Key><Size>1</Size></Contents>`);
    const more = from + 1000 < pages * 1000;
    const next = more ? `<NextContinuationToken>${from + 1000}</NextContinuationToken>` : '';
    await receiver.data(Buffer.from(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows.join('')}</ListBucketResult>`));
    return { status: 200, headers: {} };
  };
  const splits = Array.from({ length: pages / 20 - 1 }, (_, i) => keyAt((i + 1) * 20_000 - 1));
  const list = createList(call)({ bucket: 'b', prefix: '', delimiter: null, splits, signal: new AbortController().signal });
  return { pages: list[Symbol.asyncIterator](), calls: () => calls };
}

/** Lets everything run that can. */
async function settled(calls: () => number): Promise<number> {
  for (let before = -1; before !== calls(); ) {
    before = calls();
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  }
  return calls();
}

test('what is read ahead is limited by its bytes: fewer pages where keys are long, and all come', async () => {
  const long = bucketOf(1000);
  await long.pages.next();
  // 40 MB, what was under way when they were reached, and the pages of the range in front.
  expect(await settled(long.calls)).toBeLessThanOrEqual(40 + 16 + 5);
  await long.pages.return?.();

  const short = bucketOf(60);
  await short.pages.next();
  expect(await settled(short.calls)).toBeGreaterThan(200);
  let taken = 1;
  for (let page = await short.pages.next(); !page.done; page = await short.pages.next()) taken += page.value.objects.count > 0 ? 1 : 0;
  expect(taken).toBe(pages);
}, 30_000);
