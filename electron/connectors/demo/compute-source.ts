import { setImmediate } from 'node:timers/promises';
import type { ComputeSource, Machine, Page, ReadOptions } from '../sdk.ts';
import { dayOf } from './calendar.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { afterPage, beforePage, beforeRead, type ReadPoint } from './failures.ts';
import { servicesOf } from './groups.ts';
import { machineStates } from './machine-states.ts';
import { machinesOf } from './machines.ts';
import { accountOf, accountScopes, type OpenDemo, readSignal } from './open-demo.ts';

const maxAgeMs = 10 * 60_000;
/** Machines of a page: made in a few milliseconds, so that the main thread is never held up. */
const pageSize = 1000;

function* inPages<T>(items: Iterable<T>): Generator<T[]> {
  let page: T[] = [];
  for (const item of items) {
    page.push(item);
    if (page.length === pageSize) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

async function* readMachines(demo: OpenDemo, options: ReadOptions): AsyncGenerator<Page<Machine[]>> {
  const signal = readSignal(demo, options.signal);
  const point: ReadPoint = { account: accountOf(options.scope), operation: 'demo:ListMachines', signal };
  beforeRead(demo, point);
  const now = demo.clock.now();
  const { seed } = demo.options;
  const place = readCursor(demo.options, options.cursor, dayOf(now));
  const fleets = demo.organisation.fleets(point.account);
  const total = fleets.reduce((sum, fleet) => sum + fleet.size, 0);
  const view = { seed, now, states: machineStates(demo.connectionId, seed) };
  await beforePage(demo, point);
  for (const items of inPages(machinesOf(view, fleets, place.rows))) {
    place.rows += items.length;
    yield { items, cursor: writeCursor(demo.options, place), progress: place.rows / total };
    afterPage(demo, point);
    await setImmediate();
    await beforePage(demo, point);
  }
  yield { items: servicesOf(view, point.account, fleets), cursor: writeCursor(demo.options, place), progress: 1 };
  afterPage(demo, point);
}

/** Machines by account; groups, services and unused disks and addresses come in a page of their own behind them. */
export function computeSource(demo: OpenDemo): ComputeSource {
  return { maxAgeMs, scopes: accountScopes, read: (options) => readMachines(demo, options) };
}
