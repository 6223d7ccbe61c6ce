import { expect, test } from 'vitest';
import { createMemoryBudget } from '#core/transfers/copy/memory-budget.ts';

const { signal } = new AbortController();

test('memory that was given back is lent again, to sizes of about the same', async () => {
  const budget = createMemoryBudget(1_000_000);
  const first = await budget.take(100_000, signal);
  first.release({ again: true });
  const second = await budget.take(99_000, signal);
  expect(second.bytes.length).toBe(99_000);
  expect(second.bytes.buffer).toBe(first.bytes.buffer);
  second.release({ again: false });
  expect((await budget.take(99_000, signal)).bytes.buffer).not.toBe(first.bytes.buffer);
});

test('whoever comes when all is lent waits for what is given back, in order', async () => {
  const budget = createMemoryBudget(200_000);
  const first = await budget.take(150_000, signal);
  const order: number[] = [];
  const later = [2, 3].map((n) => budget.take(100_000, signal).then((loan) => (order.push(n), loan.release({ again: true }))));
  await Promise.resolve();
  expect(order).toEqual([]);
  first.release({ again: true });
  await Promise.all(later);
  expect(order).toEqual([2, 3]);
});

test('one that is larger than everything gets it alone', async () => {
  const loan = await createMemoryBudget(1_000).take(50_000, signal);
  expect(loan.bytes.length).toBe(50_000);
});
