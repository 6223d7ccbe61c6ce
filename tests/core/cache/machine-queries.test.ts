import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CachedMachine, MachineQuery } from '#shared/model/machine.ts';
import { machineQuerySchema } from '#shared/model/machine.ts';
import { openCache } from '#tests/helpers/cache.ts';
import { machine } from '#tests/helpers/machines.ts';

const word = fc.constantFrom(
  'web',
  'Web-2',
  'web-10',
  'DB',
  'eu',
  'eu-west-1',
  'm7g',
  'team=shop',
  'shop',
  '10.0',
  'ü',
  '',
  'a b',
  '__proto__',
);
const tags = fc.dictionary(fc.constantFrom('team', 'Name', 'env', '__proto__', 'a=b'), word, { maxKeys: 3 });
const number = fc.option(fc.constantFrom(0, 3, 3.5, 40, 100), { nil: null });

const someMachine = fc
  .record({
    id: fc.constantFrom('i-1', 'i-2', 'i-10', 'I-3', 'x', 'y'),
    name: word,
    provider: fc.constantFrom('aws' as const, 'gcp' as const),
    account: word,
    accountName: word,
    region: fc.constantFrom('eu-west-1', 'us-east-1', ''),
    state: fc.constantFrom('running' as const, 'stopped' as const),
    type: fc.constantFrom('m7g.large', 'c7i', ''),
    privateIp: fc.constantFrom('10.0.0.1', '10.0.0.12', ''),
    publicIp: fc.constantFrom('54.1.1.1', ''),
    environment: fc.constantFrom('production', ''),
    launched: fc.option(fc.constantFrom(1, 2, 3), { nil: null }),
    cpuPercent: number,
    tags,
  })
  .map((fields) => machine(fields));

const someQuery: fc.Arbitrary<MachineQuery> = fc.record({
  text: fc.array(word, { maxLength: 2 }).map((words) => words.join(' ')),
  where: fc.array(
    fc.record({
      column: fc.constantFrom('state' as const, 'region' as const, 'connectionId' as const, 'tag:team' as const, 'tag:none' as const),
      values: fc.array(fc.constantFrom('running', 'eu-west-1', '', 'one', 'shop'), { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
  groupBy: fc.constantFrom(null, 'region' as const, 'tag:team' as const),
  sort: fc.record({
    column: fc.constantFrom(
      'name' as const,
      'id' as const,
      'region' as const,
      'launched' as const,
      'cpuPercent' as const,
      'tag:team' as const,
    ),
    descending: fc.boolean(),
  }),
  offset: fc.nat(4),
  limit: fc.integer({ min: 1, max: 20 }),
});

const valueOf = (row: CachedMachine, column: string): string | number | null =>
  column.startsWith('tag:')
    ? (Object.entries(row.tags).find(([key]) => key === column.slice(4))?.[1] ?? '')
    : row[column as 'name' | 'launched'];

const isEmpty = (value: string | number | null) => value === null || value === '';
const sortable = (value: string | number | null) =>
  typeof value === 'string' ? value.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0')) : (value ?? 0);
const compare = (a: string | number, b: string | number) => (a < b ? -1 : Number(a > b));

const byGroup = (column: string) => (left: CachedMachine, right: CachedMachine) => {
  const [a, b] = [String(valueOf(left, column)), String(valueOf(right, column))];
  return Number(a === '') - Number(b === '') || compare(sortable(a), sortable(b)) || compare(a, b);
};

/** The same answer without an index: every row, every word, one stable sort after the other. */
function naive(rows: CachedMachine[], query: MachineQuery) {
  const matching = rows.filter((row) => {
    const fields = [row.id, row.name, row.account, row.accountName, row.region, row.type, row.privateIp, row.publicIp];
    const searched = [...fields, ...Object.entries(row.tags).map(([key, value]) => `${key}=${value}`)].map((text) => text.toLowerCase());
    const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
    return (
      words.every((one) => searched.some((field) => field.includes(one))) &&
      query.where.every(({ column, values }) => values.includes(String(valueOf(row, column))))
    );
  });
  const { column, descending } = query.sort;
  const last = (row: CachedMachine) => Number(row.name === '');
  const byName = matching.toSorted(
    (a, b) =>
      last(a) - last(b) || compare(sortable(a.name), sortable(b.name)) || compare(a.id, b.id) || compare(a.connectionId, b.connectionId),
  );
  const filled = byName
    .filter((row) => !isEmpty(valueOf(row, column)))
    .toSorted((a, b) => compare(sortable(valueOf(a, column)), sortable(valueOf(b, column))));
  const ordered = [...(descending ? filled.toReversed() : filled), ...byName.filter((row) => isEmpty(valueOf(row, column)))];
  const grouped = query.groupBy === null ? ordered : ordered.toSorted(byGroup(query.groupBy));
  return { rows: grouped.slice(query.offset, query.offset + query.limit), total: matching.length, all: rows.length };
}

function naiveCounts(rows: CachedMachine[], query: MachineQuery, column: 'state' | 'region') {
  const others = { ...query, offset: 0, limit: 5000, where: query.where.filter((filter) => filter.column !== column) };
  const counts = new Map<string, number>();
  for (const row of naive(rows, others).rows) counts.set(row[column], (counts.get(row[column]) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** A machine that runs keeps its measurements when a read says nothing of them. */
function stored(row: CachedMachine, known: CachedMachine | undefined): CachedMachine {
  if (!known || row.state !== 'running') return row;
  return { ...row, cpuPercent: row.cpuPercent ?? known.cpuPercent, memoryPercent: row.memoryPercent ?? known.memoryPercent };
}

/** What the table holds after pages were stored and reads ended: last write wins, unseen machines go. */
const someReads = fc.array(
  fc.record({
    connectionId: fc.constantFrom('one', 'two'),
    scope: fc.constantFrom('', 'eu'),
    pages: fc.array(fc.array(someMachine, { maxLength: 5 }), { maxLength: 3 }),
    finish: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('machine queries', () => {
  it('answer like a plain search over all rows, whatever was written before', async () => {
    const property = fc.asyncProperty(someReads, fc.array(someQuery, { minLength: 1, maxLength: 4 }), async (reads, queries) => {
      const expected = new Map<string, { row: CachedMachine; scope: string; run: string }>();
      for (const [at, { connectionId, scope, pages, finish }] of reads.entries()) {
        const run = `run-${at}`;
        for (const machines of pages) {
          await cache.machines.put({ connectionId, scope, run, machines, cursor: null });
          for (const row of machines) {
            const key = `${connectionId} ${row.id}`;
            expected.set(key, { row: stored({ ...row, connectionId }, expected.get(key)?.row), scope, run });
          }
          await check(expected, queries[0]!);
        }
        if (finish) {
          await cache.machines.finish({ connectionId, scope, run, at: 1, staleAfter: 2, nextRefresh: null });
          for (const [key, kept] of expected) {
            if (kept.row.connectionId === connectionId && kept.scope === scope && kept.run !== run) expected.delete(key);
          }
        }
        for (const query of queries) await check(expected, query);
      }
      await cache.store.forget({ connectionId: 'one' });
      await cache.store.forget({ connectionId: 'two' });
    });
    const { cache } = await openCache();
    const check = async (expected: Map<string, { row: CachedMachine }>, query: MachineQuery) => {
      const rows = [...expected.values()].map(({ row }) => row);
      const { sets, ...answer } = await cache.machines.query(query);
      expect(answer).toEqual(naive(rows, query));
      expect(sets).toBeDefined();
      const facets = await cache.machines.facets(query);
      expect({ state: facets.state, region: facets.region }).toEqual({
        state: naiveCounts(rows, query, 'state'),
        region: naiveCounts(rows, query, 'region'),
      });
    };
    await fc.assert(property, { numRuns: 150, endOnFailure: true });
  });

  it('tell tags apart that read alike and count states without the index', async () => {
    const { cache } = await openCache();
    const machines = [
      machine({ id: '1', tags: { a: 'b=c' } }),
      machine({ id: '2', tags: { 'a=b': 'c' }, state: 'stopped', provider: 'gcp' }),
    ];
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines, cursor: null });
    expect(await cache.machines.totals()).toEqual({ total: 2, byState: { running: 1, stopped: 1 }, byProvider: { aws: 1, gcp: 1 } });
    const ids = async (where: object[]) => (await cache.machines.query(machineQuerySchema.parse({ where }))).rows.map((row) => row.id);
    expect(await ids([{ column: 'tag:a', values: ['b=c'] }])).toEqual(['1']);
    expect(await ids([{ column: 'tag:a=b', values: ['c'] }])).toEqual(['2']);
    expect(await ids([{ column: 'tag:a', values: [''] }])).toEqual(['2']);
  });

  it('sort numbers inside names as people do and machines without a value last', async () => {
    const { cache } = await openCache();
    const machines = ['web-10', 'web-2', '', 'API-1'].map((name, at) => machine({ id: `i-${at}`, name, launched: at === 1 ? null : at }));
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines, cursor: null });
    const names = async (query: object) => (await cache.machines.query(machineQuerySchema.parse(query))).rows.map((row) => row.name);
    expect(await names({})).toEqual(['API-1', 'web-2', 'web-10', '']);
    expect(await names({ sort: { column: 'name', descending: true } })).toEqual(['web-10', 'web-2', 'API-1', '']);
    expect(await names({ sort: { column: 'launched', descending: true } })).toEqual(['API-1', '', 'web-10', 'web-2']);
  });

  it('find a tag by key, value and both, and give back what was stored', async () => {
    const { cache } = await openCache();
    const stored = machine({ tags: { Team: 'Shop', odd: 'ä ö' }, costResourceId: 'arn:1', cpuPercent: 12.5 });
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: [stored], cursor: null });
    for (const text of ['team', 'shop', 'team=shop', 'Ä ö']) {
      expect((await cache.machines.query(machineQuerySchema.parse({ text }))).rows).toEqual([{ ...stored, connectionId: 'c' }]);
    }
    expect((await cache.machines.query(machineQuerySchema.parse({ text: 'team shopx' }))).total).toBe(0);
    expect(await cache.machines.get({ connectionId: 'c', machineId: 'i-1' })).toEqual({ ...stored, connectionId: 'c' });
    expect(await cache.machines.get({ connectionId: 'd', machineId: 'i-1' })).toBeNull();
    expect((await cache.machines.facets(machineQuerySchema.parse({}))).tagKeys).toEqual(['Team', 'odd']);
  });

  it('see what another connection of the database wrote', async () => {
    const { cache, folder } = await openCache();
    const other = (await openCache(folder)).cache;
    const query = machineQuerySchema.parse({});
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: [machine()], cursor: null });
    expect((await cache.machines.query(query)).total).toBe(1);
    await other.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: [machine({ id: 'i-2' })], cursor: null });
    expect((await cache.machines.query(query)).total).toBe(2);
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: [machine({ id: 'i-3' })], cursor: null });
    expect((await other.machines.query(query)).total).toBe(3);
    await other.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: [machine({ id: 'i-4' })], cursor: null });
    await cache.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: [machine({ id: 'i-5' })], cursor: null });
    expect((await cache.machines.query(query)).total).toBe(5);
    await other.machines.finish({ connectionId: 'c', scope: '', run: 'r2', at: 1, staleAfter: 2, nextRefresh: null });
    expect((await cache.machines.query(query)).total).toBe(0);
  });
});
