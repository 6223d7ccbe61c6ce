import { describe, expect, test } from 'vitest';
import {
  type Bucket,
  type CostBatch,
  type Machine,
  type Manifest,
  type Page,
  type Session,
  type Source,
  toAppError,
} from '#connectors/sdk.ts';
import { isAbsent } from './fixture.ts';
import { candidates, never, pagesOf, sourcesOf, withConnector } from './open-connector.ts';
import { listedRows } from './rows.ts';
import { expectValidBatch, expectValidBuckets, expectValidMachines } from './valid-rows.ts';

function rowsOf(page: Page<unknown>): number {
  return Array.isArray(page.items) ? page.items.length : (page.items as CostBatch).rows;
}
const total = (pages: Page<unknown>[]) => pages.reduce((sum, page) => sum + rowsOf(page), 0);

/** Pages of the first scope that has more than one. */
async function severalPages(source: Source<unknown>) {
  for (const scope of await source.scopes(never)) {
    const pages = await pagesOf(source, scope);
    if (pages.length > 1) return { scope, pages };
  }
  throw new Error('no scope has more than one page');
}

function expectDeclared(session: Session, { capabilities, actions = [] }: Manifest): void {
  const offered = [...sourcesOf(session).map(([name]) => name), ...(session.metrics ? ['metrics'] : [])];
  expect(offered.sort()).toEqual([...capabilities].sort());
  expect(session.actions !== undefined, 'actions').toBe(actions.length > 0);
}

describe.each(candidates())('$kind', ({ connector, situations }) => {
  test('check says who we are and finds nothing missing', () =>
    withConnector(connector, situations.healthy, async ({ session }) => {
      const result = await session.check();
      // A file has no account; then it says which file.
      expect(result.account + result.identity).not.toBe('');
      expect(result.missing).toEqual([]);
    }));

  test('a session offers what the manifest declares, and each source its age limit and distinct scopes', () =>
    withConnector(connector, situations.healthy, async ({ session }) => {
      expectDeclared(session, connector.manifest);
      for (const [name, source] of sourcesOf(session)) {
        expect(source.maxAgeMs, name).toBeGreaterThan(0);
        const ids = (await source.scopes(never)).map((scope) => scope.id);
        expect(ids.length, name).toBeGreaterThan(0);
        expect(new Set(ids).size, name).toBe(ids.length);
      }
    }));

  test('every page is valid', () =>
    withConnector(connector, situations.healthy, async ({ session }) => {
      for (const [name, source] of sourcesOf(session)) {
        const [scope] = await source.scopes(never);
        const pages = await pagesOf(source, scope!);
        expect(total(pages), name).toBeGreaterThan(0);
        for (const { progress, spent } of pages) {
          if (progress !== null) expect(progress >= 0 && progress <= 1, name).toBe(true);
          if (spent) expect(spent.amount, name).toBeGreaterThan(0);
        }
        if (name === 'costs') for (const page of pages) expectValidBatch(page.items as CostBatch);
        else if (name === 'objects') expectValidBuckets(pages.flatMap((page) => page.items as Bucket[]));
        else expectValidMachines(pages.flatMap((page) => page.items as Machine[]));
      }
    }));

  test('machines of all scopes have ids of their own', () =>
    withConnector(connector, situations.healthy, async ({ session }) => expectValidMachines(await listedRows(session))));

  const { paged } = situations;
  test.skipIf(isAbsent(paged))('pages follow each other, and a cursor goes on behind its page', () =>
    withConnector(connector, paged as typeof situations.healthy, async ({ session }) => {
      for (const [name, source] of sourcesOf(session)) {
        const { scope, pages } = await severalPages(source);
        if (name === 'compute') expectValidMachines(pages.flatMap((page) => page.items as Machine[]));
        const [{ cursor }] = pages as [Page<unknown>];
        if (cursor !== null) expect(total(await pagesOf(source, scope, cursor)), name).toBe(total(pages.slice(1)));
      }
    }),
  );

  test('an aborted signal ends a read with `cancelled`, ahead of its first page and between pages', () =>
    withConnector(connector, isAbsent(paged) ? situations.healthy : paged, async ({ session }) => {
      for (const [name, source] of sourcesOf(session)) {
        const [scope] = await source.scopes(never);
        const stop = new AbortController();
        const read = source.read({ scope: scope!, cursor: null, signal: stop.signal })[Symbol.asyncIterator]();
        await read.next();
        stop.abort();
        expect(await read.next().catch((cause: unknown) => toAppError(cause).code), name).toBe('cancelled');
        const early = source.read({ scope: scope!, cursor: null, signal: AbortSignal.abort() })[Symbol.asyncIterator]().next();
        expect(await early.catch((cause: unknown) => toAppError(cause).code), name).toBe('cancelled');
      }
    }));
});
