import { describe, expect, it } from 'vitest';
import { auditFilter, auditFromSearch, auditToParams } from '#renderer/features/audit/audit-state.ts';

const params = (change: Parameters<typeof auditToParams>[0]) => {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(auditToParams(change))) {
    for (const one of Array.isArray(value) ? value : value === null ? [] : [value]) search.append(key, one);
  }
  return search.toString();
};

describe('state of the Audit screen', () => {
  it('comes back from the URL as it went there', () => {
    const state = {
      text: 'web-1 stop',
      events: ['run_started' as const, 'hold_added' as const],
      outcome: 'failed',
      within: null,
      from: '2026-03-01',
      to: '2026-03-31',
      ofRun: 'run-7',
      seq: 42,
    };
    expect(auditFromSearch(params(state))).toEqual(state);
  });

  it('drops what is no event, day, span or number', () => {
    const state = auditFromSearch('event=party&from=yesterday&to=2026-13-01&within=9y&seq=-4&outcome=');
    expect(state).toEqual({ text: '', events: [], outcome: null, within: null, from: '', to: '', ofRun: null, seq: null });
  });

  it('asks for whole days in UTC, the last included, or for the last hours', () => {
    const base = { ...auditFromSearch(''), from: '2026-03-01', to: '2026-03-02' };
    expect(auditFilter(base, 0)).toMatchObject({ from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 3) });
    expect(auditFilter({ ...base, within: '24h' }, 1e12)).toMatchObject({ from: 1e12 - 86_400_000, to: null });
  });
});
