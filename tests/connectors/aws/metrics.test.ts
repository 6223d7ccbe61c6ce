import { expect, test } from 'vitest';
import { metricsOf, wantedOf } from '#connectors/aws/metric-queries.ts';
import type { Machine, MetricPage } from '#connectors/sdk.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { awsMachine } from '#tests/helpers/aws-machine.ts';
import { json, scriptedAws } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const now = Date.UTC(2026, 10, 15, 12);
const minute = 60_000;
const day = 1440 * minute;

test.each([
  ['m5.large', { disk: true, credits: false }],
  ['t3.micro', { disk: true, credits: true }],
  ['t4g.small', { disk: true, credits: true }],
  ['t2.micro', { disk: false, credits: true }],
  ['m4.large', { disk: false, credits: false }],
  ['i3.large', { disk: false, credits: false }],
  ['i3.metal', { disk: true, credits: false }],
  ['p3dn.24xlarge', { disk: true, credits: false }],
])('%s has %j', (type, { disk, credits }) => {
  const names = metricsOf(awsMachine({ type }));
  expect([names.includes('disk_read_ops'), names.includes('credits')]).toEqual([disk, credits]);
});

test.each(['cluster', 'task', 'disk', 'address'] as const)('a %s has no metrics', (kind) => {
  expect(metricsOf(awsMachine({ kind }))).toEqual([]);
});

const periodOf = (machine: Machine, ageMs: number, stepMs: number) =>
  wantedOf([machine], ['cpu'], { from: now - ageMs, now, stepMs }).map(({ period }) => period);
const detailed = awsMachine({ details: { monitoring: 'detailed' } });

test.each([
  [awsMachine({}), 60 * minute, minute, 300],
  [detailed, 60 * minute, minute, 60],
  [detailed, 60 * minute, 90_000, 120],
  [detailed, 16 * day, minute, 300],
  [detailed, 64 * day, minute, 3600],
  [awsMachine({}), 30 * day, 60 * minute, 3600],
  [awsMachine({}), day, 7 * minute, 600],
])('the period is a multiple of what is kept of that age', (machine, ageMs, stepMs, period) => {
  expect(periodOf(machine, ageMs, stepMs)).toEqual([period]);
});

async function read(url: string): Promise<MetricPage[]> {
  const session = await awsSession(url);
  const pages: MetricPage[] = [];
  const range = { from: now - 10 * minute, to: now, stepMs: 5 * minute, signal: new AbortController().signal };
  for await (const page of session.metrics!.read({ machines: [awsMachine({})], metrics: ['cpu'], ...range })) pages.push(page);
  return pages;
}
const at = (ago: number) => (now - ago * minute) / 1000;

test('values of one series that come over several pages are put together', async () => {
  const first = { Id: 'q0', StatusCode: 'PartialData', Timestamps: [at(5)], Values: [2] };
  const second = { Id: 'q0', StatusCode: 'Complete', Timestamps: [at(10)], Values: [1] };
  const aws = await scriptedAws({
    GetMetricData: ({ body }) =>
      body.includes('NextToken') ? json({ MetricDataResults: [second] }) : json({ MetricDataResults: [first], NextToken: 'more' }),
  });
  const pages = await read(aws.url);
  expect(pages).toMatchObject([{ calls: 2, series: [{ start: now - 10 * minute, stepMs: 5 * minute }] }]);
  expect([...pages[0]!.series[0]!.values]).toEqual([1, 2]);
});

test.each([
  ['InternalError', 'provider_unavailable'],
  ['Forbidden', 'forbidden'],
])('a result that is %s fails the read', async (StatusCode, code) => {
  const aws = await scriptedAws({ GetMetricData: json({ MetricDataResults: [{ Id: 'q0', Label: 'CPUUtilization', StatusCode }] }) });
  expect(await errorOf(read(aws.url))).toMatchObject({ code });
});

test('in the background nothing is read unless it was chosen, and the price is named', async () => {
  const { metrics } = await awsSession('http://127.0.0.1:9');
  expect(metrics!.background).toEqual([]);
  expect(metrics!.price!(1000)).toMatchObject({ calls: 0, amount: 0 });
  const chosen = (await awsSession('http://127.0.0.1:9', { settings: { backgroundMetrics: 'cpu' } })).metrics!;
  expect(chosen.background).toEqual(['cpu']);
  expect(chosen.price!(1001)).toMatchObject({ calls: 3, amount: expect.closeTo(0.01001, 10), currency: 'USD' });
});
