import { afterEach, expect, test } from 'vitest';
import type { ConnectionSettings, Scope, Session, Source } from '#connectors/sdk.ts';
import { type Opened, openDemo, pagesOf, small } from './open-demo.ts';

const dev: Scope = { id: '210000000014', label: 'shop-dev' };
const prod: Scope = { id: '210000000011', label: 'shop-prod-us' };

const open: Session[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});
async function opened(settings: ConnectionSettings): Promise<Opened> {
  const result = await openDemo({ ...small, ...settings });
  open.push(result.session);
  return result;
}

/** Pages that came before the error. */
async function readUntilFailure<T>(source: Source<T>, scope: Scope): Promise<{ pages: number; error: unknown }> {
  let pages = 0;
  try {
    for await (const _ of source.read({ scope, cursor: null, signal: new AbortController().signal })) pages += 1;
    return { pages, error: null };
  } catch (cause) {
    return { pages, error: (cause as { error: unknown }).error };
  }
}

test.each([
  ['expired', 'auth_required', 0],
  ['forbidden', 'forbidden', 0],
  ['outage', 'provider_unavailable', 0],
  ['rate_limit', 'rate_limited', 1],
])('fail=%s refuses costs and machines with %s after %i pages', async (fail, code, pages) => {
  const { session } = await opened({ fail });
  for (const source of [session.costs!, session.compute!] as Source<unknown>[]) {
    expect(await readUntilFailure(source, dev)).toMatchObject({ pages, error: { code, source: { scope: 'shop-dev' } } });
  }
});

test('a rate limit says how long to wait', async () => {
  const { session } = await opened({ fail: 'rate_limit' });
  expect(await readUntilFailure(session.compute!, dev)).toMatchObject({ error: { retryAfterMs: 30_000 } });
});

test('failScope leaves the other accounts alone', async () => {
  const { session } = await opened({ fail: 'outage', failScope: 'shop-dev' });
  expect(await readUntilFailure(session.compute!, dev)).toMatchObject({ error: { code: 'provider_unavailable' } });
  expect(await readUntilFailure(session.compute!, prod)).toMatchObject({ error: null });
  await expect(session.check()).resolves.toMatchObject({ account: 'Tidewater Goods' });
});

test('slow takes five seconds of the clock for a page', async () => {
  const { session, clock } = await opened({ fail: 'slow' });
  const start = clock.now();
  const reading = pagesOf(session.compute!, dev);
  await clock.advance(5_000);
  await clock.advance(5_000);
  expect(await reading).toHaveLength(2);
  expect(clock.now() - start).toBe(10_000);
});

test('slow gives way to a cancel', async () => {
  const { session, clock } = await opened({ fail: 'slow' });
  const stop = new AbortController();
  const reading = session.costs!.read({ scope: dev, cursor: null, signal: stop.signal })[Symbol.asyncIterator]().next();
  await clock.advance(1);
  stop.abort();
  await expect(reading).rejects.toThrow('aborted');
  expect(clock.sleeping()).toEqual([]);
});

test('settings outside their limits are refused when the connection is opened', async () => {
  await expect(openDemo({ scale: 51 })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  await expect(openDemo({ seed: -1 })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  await expect(openDemo({ fail: 'sometimes' })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
});
