import type { CostBatch, CostSource, Page, ReadOptions } from '../sdk.ts';
import { dayOf, thirteenMonths } from './calendar.ts';
import { CostThread } from './cost-thread.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { exchangeRates } from './exchange-rates.ts';
import { afterPage, beforePage, beforeRead, type ReadPoint } from './failures.ts';
import { accountOf, accountScopes, type OpenDemo, readSignal } from './open-demo.ts';

/** Cost data changes with the calendar day. */
const maxAgeMs = 24 * 3_600_000;

async function* readCosts(demo: OpenDemo, thread: CostThread, options: ReadOptions): AsyncGenerator<Page<CostBatch>> {
  const signal = readSignal(demo, options.signal);
  const point: ReadPoint = { account: accountOf(options.scope), operation: 'demo:ReadCosts', signal };
  beforeRead(demo, point);
  // A read that goes on after midnight stays the read of the day it began.
  const from = readCursor(demo.options, options.cursor, dayOf(demo.clock.now()));
  const { seed, scale } = demo.options;
  const pages = thread.pages({ seed, scale, accountId: point.account.id, endDay: from.day, skipRows: from.rows }, signal);
  await beforePage(demo, point);
  for await (const { batch, rowsDone, progress } of pages) {
    yield { items: batch, cursor: writeCursor(demo.options, { day: from.day, rows: rowsDone }), progress };
    afterPage(demo, point);
    await beforePage(demo, point);
  }
  afterPage(demo, point);
}

/** Cost rows by account, made in a worker thread. */
export function costSource(demo: OpenDemo): { source: CostSource; close(): Promise<void> } {
  const thread = new CostThread();
  const source: CostSource = {
    maxAgeMs,
    scopes: accountScopes,
    read: (options) => readCosts(demo, thread, options),
    exchangeRates: () => exchangeRates(demo.options.seed, thirteenMonths(dayOf(demo.clock.now()))),
  };
  return { source, close: () => thread.close() };
}
