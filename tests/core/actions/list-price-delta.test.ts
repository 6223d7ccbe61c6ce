import { expect, test } from 'vitest';
import { listPriceDelta } from '#core/actions/list-price-delta.ts';
import { loadSizeTable } from '#core/recommendations/size-table.ts';
import { machine } from '#tests/helpers/machines.ts';

const region = 'us-east-1';
const table = loadSizeTable('aws');
const price = (type: string) => table.hourly(type, region)! * 730;
const one = machine({ region, type: 'm7g.large' });

test('a stop saves the hours, a start costs them', () => {
  expect(price('m7g.large')).toBeGreaterThan(0);
  expect(listPriceDelta('stop', one, {})!.amount).toBeCloseTo(-price('m7g.large'), 9);
  expect(listPriceDelta('start', { ...one, state: 'stopped' }, {})!.amount).toBeCloseTo(price('m7g.large'), 9);
  expect(listPriceDelta('terminate', { ...one, state: 'stopped' }, {})).toBeNull();
});

test('a resize costs the difference, and says of which date the prices are', () => {
  const delta = listPriceDelta('resize', one, { type: 'm7g.xlarge' })!;
  expect(delta.amount).toBeCloseTo(price('m7g.xlarge') - price('m7g.large'), 9);
  expect(delta.basis).toContain(table.date);
});

test('an unknown type, region or provider has no figure, and neither has an action that prices nothing', () => {
  expect(listPriceDelta('resize', one, { type: 'x99.large' })).toBeNull();
  expect(listPriceDelta('stop', { ...one, region: 'mars-1' }, {})).toBeNull();
  expect(listPriceDelta('stop', { ...one, provider: 'other' }, {})).toBeNull();
  expect(listPriceDelta('reboot', one, {})).toBeNull();
});

test('an unattached disk costs its size', () => {
  const disk = machine({ region, kind: 'disk', type: 'gp3', state: 'stopped', details: { GiB: '100' } });
  expect(listPriceDelta('delete', disk, {})!.amount).toBeCloseTo(-100 * table.diskGiBMonth('gp3', region)!, 9);
});
