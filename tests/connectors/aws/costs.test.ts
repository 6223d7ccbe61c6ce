import { describe, expect, test } from 'vitest';
import { costPeriod } from '#connectors/aws/cost-plan.ts';
import { type CostBatch, type Page, readBatch } from '#connectors/sdk.ts';
import { awsSession, readAll } from '#tests/helpers/aws.ts';
import type { SeenRequest } from '#tests/helpers/fault-proxy.ts';
import { json, jsonError, scriptedAws } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

interface Question {
  GroupBy: { Type: string; Key: string }[];
  Filter?: { Dimensions: { Key: string; Values: string[] } };
  Granularity: string;
  TimePeriod: { Start: string; End: string };
  NextPageToken?: string;
}

/** One day of charges of an organisation: service, account, team, billed, amortized. */
const charges = [
  ['EC2', '111', 'web', 10, 8],
  ['EC2', '111', '', 5, 5],
  ['EC2', '222', 'data', 7.25, 7.25],
  ['S3', '111', 'web', 1.5, 1.5],
  ['S3', '222', '', 0, 0],
  ['Tax', '222', '', 2, 2],
] as const;
const total = charges.reduce((sum, charge) => sum + charge[3], 0);

function groupsOf(question: Question) {
  const keyOf = (charge: (typeof charges)[number], by: { Type: string; Key: string }) => {
    if (by.Type === 'TAG') return `${by.Key}$${charge[2]}`;
    return by.Key === 'SERVICE' ? charge[0] : charge[1];
  };
  const wanted = question.Filter?.Dimensions.Values;
  const groups = new Map<string, { Keys: string[]; billed: number; amortized: number }>();
  for (const charge of charges.filter(([, account]) => !wanted || wanted.includes(account))) {
    const Keys = question.GroupBy.map((by) => keyOf(charge, by));
    const group = groups.get(Keys.join()) ?? { Keys, billed: 0, amortized: 0 };
    groups.set(Keys.join(), { Keys, billed: group.billed + charge[3], amortized: group.amortized + charge[4] });
  }
  const money = (amount: number) => ({ Amount: String(amount), Unit: 'USD' });
  return [...groups.values()].map(({ Keys, billed, amortized }) => ({
    Keys,
    Metrics: { UnblendedCost: money(billed), AmortizedCost: money(amortized) },
  }));
}

/** Cost Explorer over `charges`, one group per page when `paged`. */
function explorer(paged: boolean) {
  return (request: SeenRequest) => {
    const question = JSON.parse(request.body) as Question;
    const groups = groupsOf(question);
    const at = Number(question.NextPageToken ?? 0);
    const Groups = paged ? groups.slice(at, at + 1) : groups;
    const NextPageToken = paged && at + 1 < groups.length ? String(at + 1) : undefined;
    const names = [{ Value: '111', Attributes: { description: 'shop' } }];
    const day = { TimePeriod: { Start: '2026-11-14', End: '2026-11-15' }, Estimated: true, Groups };
    return json({ ResultsByTime: [day], NextPageToken, DimensionValueAttributes: names });
  };
}

function rowsIn(pages: Page<CostBatch>[]): Record<string, unknown>[] {
  return pages.flatMap((page) => [...readBatch(page.items)]);
}

const billed = (rows: Record<string, unknown>[]) => rows.reduce((sum, row) => sum + Number(row['BilledCost']), 0);

describe('by service and account', () => {
  test('one question gives rows under FOCUS names', async () => {
    const aws = await scriptedAws({ GetCostAndUsage: explorer(false) });
    const pages = await readAll((await awsSession(aws.url)).costs);
    const rows = rowsIn(pages);
    expect(rows).toHaveLength(4);
    expect(billed(rows)).toBe(total);
    expect(rows[0]).toMatchObject({
      BilledCost: 15,
      EffectiveCost: 13,
      BillingCurrency: 'USD',
      BillingAccountId: '111122223333',
      BillingAccountName: 'shop-prod',
      BillingPeriodStart: '2026-11-01T00:00:00Z',
      BillingPeriodEnd: '2026-12-01T00:00:00Z',
      ChargePeriodStart: '2026-11-14T00:00:00Z',
      ChargePeriodEnd: '2026-11-15T00:00:00Z',
      ServiceName: 'EC2',
      ServiceProviderName: 'AWS',
      SubAccountId: '111',
      SubAccountName: 'shop',
      x_Estimated: 'true',
    });
    for (const absent of ['ListCost', 'ContractedCost', 'Tags', 'ChargeCategory']) expect(rows[0]).not.toHaveProperty(absent);
    expect(aws.calls('GetCostAndUsage')).toHaveLength(1);
    const question = JSON.parse(aws.calls('GetCostAndUsage')[0]!.body) as Question;
    expect(question).toMatchObject({ Granularity: 'DAILY', TimePeriod: { Start: '2025-11-01', End: '2026-11-15' } });
  });

  test('pages add up, each with its price, and a read goes on from any of them', async () => {
    const aws = await scriptedAws({ GetCostAndUsage: explorer(true) });
    const session = await awsSession(aws.url);
    const pages = await readAll(session.costs);
    expect(billed(rowsIn(pages))).toBe(total);
    expect(pages.map((page) => page.spent?.amount)).toEqual(pages.map(() => 0.01));
    expect(session.costs!.price!()).toMatchObject({ calls: pages.length, currency: 'USD' });
    for (const [at, page] of pages.slice(0, -1).entries()) {
      const { costs } = await awsSession(aws.url);
      const rest = await readAll(costs, '', page.cursor);
      expect(rowsIn(rest)).toEqual(rowsIn(pages.slice(at + 1)));
      expect(costs!.report!('').rowsKept).toBe(rowsIn(pages).length);
    }
  });

  test('a place that AWS has forgotten is a conflict: going on from the start would double the rows', async () => {
    const aws = await scriptedAws({ GetCostAndUsage: explorer(true) });
    const [first] = await readAll((await awsSession(aws.url)).costs);
    const forgetful = await scriptedAws({ GetCostAndUsage: jsonError(400, 'InvalidNextTokenException', 'The next token is invalid') });
    expect(await errorOf(readAll((await awsSession(forgetful.url)).costs, '', first!.cursor))).toMatchObject({ code: 'conflict' });
    expect(await errorOf(readAll((await awsSession(forgetful.url)).costs))).toMatchObject({ code: 'invalid_input' });
  });
});

describe('by service, account and tag', () => {
  test.each([false, true])('every charge is counted once (paged: %s)', async (paged) => {
    const aws = await scriptedAws({ GetCostAndUsage: explorer(paged) });
    const session = await awsSession(aws.url, { settings: { costTag: 'team' } });
    const pages = await readAll(session.costs);
    const rows = rowsIn(pages);
    expect(billed(rows)).toBe(total);
    const seen = rows.map((row) => [row['ServiceName'], row['SubAccountId'], row['Tags'] ?? null, row['BilledCost']]);
    const web = JSON.stringify({ team: 'web' });
    expect(seen).toEqual(
      expect.arrayContaining([
        ['EC2', '111', web, 10],
        ['EC2', '111', null, 5],
        ['S3', '111', web, 1.5],
        ['Tax', '222', null, 2],
      ]),
    );
    const spent = pages.reduce((sum, page) => sum + (page.spent?.amount ?? 0), 0);
    expect(spent).toBeCloseTo(aws.calls('GetCostAndUsage').length * 0.01, 10);
    expect(session.costs!.price!().calls).toBe(aws.calls('GetCostAndUsage').length);
  });

  test('an organisation without any cost has no rows', async () => {
    const aws = await scriptedAws({ GetCostAndUsage: json({ ResultsByTime: [] }) });
    const pages = await readAll((await awsSession(aws.url, { settings: { costTag: 'team' } })).costs);
    expect(pages).toMatchObject([{ items: { rows: 0 }, cursor: null, spent: { amount: 0.01 } }]);
  });
});

test('the report says what Cost Explorer lacks and how many rows are estimated', async () => {
  const aws = await scriptedAws({ GetCostAndUsage: explorer(false) });
  const { costs } = await awsSession(aws.url);
  await readAll(costs);
  const report = costs!.report!('');
  expect(report.missingMandatory).toEqual(expect.arrayContaining(['ListCost', 'ContractedCost']));
  expect(report.warnings.map(({ rows }) => rows)).toEqual([4, 4]);
});

test('an amount that is no number fails the read: nothing is taken for zero', async () => {
  const Groups = [{ Keys: ['EC2', '1'], Metrics: { UnblendedCost: { Amount: 'NaN', Unit: 'USD' } } }];
  const aws = await scriptedAws({
    GetCostAndUsage: json({ ResultsByTime: [{ TimePeriod: { Start: '2026-11-01', End: '2026-11-02' }, Groups }] }),
  });
  expect(await errorOf(readAll((await awsSession(aws.url)).costs))).toMatchObject({ code: 'provider_unavailable' });
});

test('costs are fresh for eight hours', async () => {
  expect((await awsSession('http://127.0.0.1:9')).costs!.maxAgeMs).toBe(8 * 3_600_000);
});

test.each([
  ['2026-11-15T12:00:00Z', 13, '2025-11-01', '2026-11-15'],
  ['2026-01-01T00:00:00Z', 13, '2025-01-01', '2026-01-01'],
  ['2026-03-01T00:00:01Z', 1, '2026-03-01', '2026-03-02'],
  ['2026-03-31T23:59:59Z', 2, '2026-02-01', '2026-03-31'],
])('at %s, %i months run from %s to %s', (now, months, Start, End) => {
  expect(costPeriod(Date.parse(now), months)).toEqual({ Start, End });
});
