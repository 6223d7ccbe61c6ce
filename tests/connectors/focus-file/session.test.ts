import { stat, utimes, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { focusFile } from '#connectors/focus-file/index.ts';
import { readFile } from '#connectors/focus-file/read-file.ts';
import { AppFailure } from '#connectors/sdk.ts';
import { manifestSchema } from '#shared/model/connection.ts';
import { header, importFile, line, openFile, readHere, scratchFolder, wholeFile } from './support.ts';

const folder = scratchFolder();
const manyLines = `${line('1')}\n`.repeat(150_000);

describe('the connector', () => {
  it('declares a file and opens the usual endings', () => {
    const manifest = manifestSchema.parse(focusFile.manifest);
    expect(manifest.opensFiles).toEqual(expect.arrayContaining(['.csv', '.csv.gz', '.parquet']));
    expect(manifest.fields.map((field) => [field.key, field.type])).toEqual([['path', 'file']]);
  });

  it('needs a path', async () => {
    await expect(openFile('')).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });

  it('gives in its own thread what it gives here', async () => {
    const path = await folder.write('same.csv.gz', gzipSync(`${header}\n${line('x')}\n${manyLines}`));
    const [there, here] = [await importFile(path), await readHere(path)];
    expect(there.report).toEqual(here.report);
    expect(there.rows.length).toBe(150_000);
    expect(there.pages).toBe(here.pages);
  });

  it('gives pages with progress up to 1 and no cursor', async () => {
    const session = await openFile(await folder.write('progress.csv', `${header}\n${manyLines}`));
    const { signal } = new AbortController();
    expect(await session.costs!.scopes(signal)).toEqual([{ id: '', label: 'progress.csv' }]);
    const seen: number[] = [];
    for await (const page of session.costs!.read({ scope: wholeFile, signal, cursor: null })) {
      expect(page.cursor).toBeNull();
      seen.push(page.progress!);
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen[0]).toBeLessThan(1);
    expect(seen.at(-1)).toBe(1);
  });

  it('fails in its thread as here', async () => {
    await expect(importFile(await folder.write('bad.json', '{}'))).rejects.toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('JSON') },
    });
  });
});

describe('stopping', () => {
  const path = () => folder.write('long.csv', `${header}\n${manyLines}`);

  it('by signal: the next page rejects with the reason', async () => {
    const session = await openFile(await path());
    const abort = new AbortController();
    const pages = session.costs!.read({ scope: wholeFile, signal: abort.signal, cursor: null })[Symbol.asyncIterator]();
    await pages.next();
    abort.abort();
    await expect(pages.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  it('by signal while waiting for the first page', async () => {
    const session = await openFile(await path());
    const abort = new AbortController();
    const pages = session.costs!.read({ scope: wholeFile, signal: abort.signal, cursor: null })[Symbol.asyncIterator]();
    const first = pages.next();
    abort.abort(new AppFailure({ code: 'cancelled', message: 'stop', hint: '' }));
    await expect(first).rejects.toMatchObject({ error: { message: 'stop' } });
  });

  it('by the end of the session', async () => {
    const abort = new AbortController();
    const session = await openFile(await path(), abort.signal);
    abort.abort();
    const pages = session.costs!.read({ scope: wholeFile, signal: new AbortController().signal, cursor: null });
    await expect(pages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('by leaving the loop', async () => {
    const session = await openFile(await path());
    for await (const page of session.costs!.read({ scope: wholeFile, signal: new AbortController().signal, cursor: null })) {
      expect(page.items.rows).toBeGreaterThan(0);
      break;
    }
    expect(() => session.costs!.report!('')).toThrow('not been read');
  });
});

describe('pages', () => {
  it('are made one at a time: the next only when the one before was taken', async () => {
    let waiting = 0;
    let most = 0;
    let pages = 0;
    const emit = async () => {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setImmediate(resolve));
      waiting--;
      return ++pages > 0;
    };
    await readFile({ path: await folder.write('paged.csv', `${header}\n${manyLines}`), badRowsTo: null, emit });
    expect({ most, pages }).toEqual({ most: 1, pages: 3 });
  });

  it('stop when no more are wanted', async () => {
    let pages = 0;
    const emit = async () => ++pages < 2;
    const report = await readFile({ path: await folder.write('stopped.csv', `${header}\n${manyLines}`), badRowsTo: null, emit });
    expect(pages).toBe(2);
    expect(report.rowsKept).toBe(131_072);
  });
});

describe('check', () => {
  it('names accounts, version and what is missing, from the first page', async () => {
    const text =
      'BillingAccountId,BilledCost,BillingCurrency,ChargePeriodStart,x_Team,InvoiceId\nb,1,USD,2024-01-01,t,i\na,NaN,USD,2024-01-01,t,i\nc,1,USD,2024-01-01,t,i\n';
    const session = await openFile(await folder.write('check.csv', text));
    const result = await session.check();
    expect(result).toMatchObject({ account: 'b, c', identity: 'check.csv', missing: [] });
    expect(result.notes).toEqual([
      'FOCUS 1.2 (csv)',
      expect.stringMatching(/^Mandatory columns missing: .*EffectiveCost/),
      'Columns outside the specification: x_Team',
      '1 of the first 3 rows cannot be read',
    ]);
  });

  it('refuses what cannot be imported', async () => {
    const session = await openFile(await folder.write('check.txt', 'hello\n'));
    await expect(session.check()).rejects.toMatchObject({ error: { code: 'invalid_input' } });
  });
});

describe('change of the file', () => {
  it('is seen by its time', async () => {
    const path = await folder.write('changing.csv', `${header}\n${line('1')}\n`);
    const session = await openFile(path);
    const { mtimeMs } = await stat(path);
    expect(await session.costs!.changedSince!(mtimeMs)).toBe(false);
    await writeFile(path, `${header}\n${line('2')}\n`);
    await utimes(path, new Date(), new Date(mtimeMs + 5000));
    expect(await session.costs!.changedSince!(mtimeMs)).toBe(true);
    await expect((await openFile(folder.path('gone.csv'))).costs!.changedSince!(0)).rejects.toMatchObject({ error: { code: 'not_found' } });
  });
});
