import { describe, expect, it } from 'vitest';
import { scopeFromSearch } from '#renderer/app/scope.ts';
import { costsCommand } from '#renderer/features/costs/cost-links.ts';
import { type CostsView, chartQuery, drillQuery, periodRange } from '#renderer/features/costs/costs-query.ts';
import { costsFromSearch } from '#renderer/features/costs/costs-state.ts';

const inventory = {
  asOf: 0,
  stale: false,
  problems: [],
  firstDay: '2025-11-01',
  lastDay: '2026-11-20',
  rows: 9,
  currencies: ['EUR', 'USD'],
  dimensions: ['ServiceName', 'tag:Env', 'tag:team'],
};

function view(search: string, preferred: string | null = null): CostsView {
  return { state: costsFromSearch(search), scope: scopeFromSearch(search), inventory, preferred };
}

describe('cost queries', () => {
  it('adds the scope to the filters, the environment by its tag', () => {
    const { filters, range } = chartQuery(view('region=eu-west-1&env=prod&range=month&filter=ServiceName in ["S3"]'));
    expect(range).toEqual({ start: '2026-11-01', end: '2026-11-21' });
    expect(filters).toEqual([
      { dimension: 'RegionId', op: 'in', values: ['eu-west-1'] },
      { dimension: 'tag:Env', op: 'in', values: ['prod'] },
      { dimension: 'ServiceName', op: 'in', values: ['S3'] },
    ]);
  });

  it('converts as the settings say unless the link says otherwise', () => {
    expect(chartQuery(view('', 'CHF')).currency).toEqual({ convertTo: 'CHF' });
    expect(chartQuery(view('currency=apart', 'CHF')).currency).toBe('apart');
    expect(chartQuery(view('currency=USD')).currency).toEqual({ convertTo: 'USD' });
  });

  it('cuts a period to the range', () => {
    const range = { start: '2026-01-10', end: '2026-03-01' };
    expect(periodRange('2026-01', range)).toEqual({ start: '2026-01-10', end: '2026-02-01' });
    expect(periodRange('2026-02', range)).toEqual({ start: '2026-02-01', end: '2026-03-01' });
    expect(periodRange('2026-12-31', { start: null, end: null })).toEqual({ start: '2026-12-31', end: '2027-01-01' });
  });

  it('drills into a group, into what is left, and into one currency', () => {
    const one = view('range=all');
    expect(drillQuery(one, { period: '2026-02', group: null, currency: 'USD' }, ['a']).filters).toEqual([
      { dimension: 'ServiceName', op: 'in', values: [null] },
      { dimension: 'BillingCurrency', op: 'in', values: ['USD'] },
    ]);
    expect(drillQuery(one, { period: null, other: true, currency: null }, ['a', null]).filters).toEqual([
      { dimension: 'ServiceName', op: 'notIn', values: ['a', null] },
    ]);
    expect(drillQuery(view('range=all&currency=EUR'), { period: null, currency: 'EUR' }, []).filters).toEqual([]);
  });

  it('writes the command with values as a shell reads them', () => {
    const command = costsCommand(chartQuery(view(`range=month&filter=${encodeURIComponent('ServiceName notIn ["It\'s mine",null]')}`)));
    expect(command).toBe(
      String.raw`aetherium costs --group-by ServiceName --metric EffectiveCost --granularity monthly --from 2026-11-01 --to 2026-11-21 --filter 'ServiceName!=It'\''s mine' --filter 'ServiceName!=' --top 10`,
    );
  });
});
