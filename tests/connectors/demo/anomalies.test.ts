import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf, isoTime, thirteenMonths } from '#connectors/demo/calendar.ts';
import { organisation } from '#connectors/demo/organisation.ts';
import { unitsUsed } from '#connectors/demo/use.ts';
import { readBatch } from '#connectors/sdk.ts';
import { type Opened, openDemo, readAll } from './open-demo.ts';

const settings = { seed: 4, scale: 0.2 };
let opened: Opened;
const quantities = new Map<string, number>();
beforeAll(async () => {
  opened = await openDemo(settings);
  const pages = await readAll(opened.session.costs!);
  for (const row of pages.flatMap((page) => readBatch(page.items))) {
    if (row['ResourceId']) quantities.set(`${row['ResourceId']} ${row['ChargePeriodStart']}`, Number(row['PricingQuantity']));
  }
});
afterAll(() => opened.session.close());

test('the cost rows hold each planted anomaly on its days, by its factor, and on no other day', () => {
  const period = thirteenMonths(dayOf(opened.clock.now()));
  const truth = organisation(settings)
    .anomalies(period)
    .filter((anomaly) => anomaly.line.resourceId);
  expect(truth.length).toBeGreaterThan(3);
  for (const { line, startDay, endDay, factor } of truth) {
    const ratio = (day: number) => quantities.get(`${line.resourceId} ${isoTime(day)}`)! / unitsUsed(settings.seed, line, day);
    const inside = (day: number) => truth.some((other) => other.line === line && day >= other.startDay && day <= other.endDay);
    for (let day = Math.max(startDay, period.start); day <= Math.min(endDay, period.end); day++) expect(ratio(day)).toBeCloseTo(factor, 6);
    for (const day of [startDay - 1, endDay + 1]) {
      if (day >= period.start && day <= period.end && !inside(day)) expect(ratio(day)).toBeCloseTo(1, 6);
    }
  }
});
