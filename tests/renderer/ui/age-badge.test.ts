import { describe, expect, it } from 'vitest';
import { describeAge } from '#renderer/ui/age-badge.tsx';
import { problems } from '../harness/fake-estate.ts';

const now = Date.UTC(2026, 5, 1, 12);
const fresh = { asOf: now - 3_600_000, stale: false, problems: [] };

describe('age badge', () => {
  it('says how old fresh rows are', () => {
    expect(describeAge(fresh, now, 'UTC')).toMatchObject({ kind: 'fresh', text: '1 h ago' });
  });

  it('says in words that rows are stale', () => {
    expect(describeAge({ ...fresh, stale: true }, now, 'UTC')).toMatchObject({ kind: 'stale', text: '1 h ago · stale' });
  });

  it('names the failed refresh and keeps the age of the rows', () => {
    const { kind, text, detail } = describeAge({ ...fresh, stale: true, problems }, now, 'UTC');
    expect(kind).toBe('problem');
    expect(text).toBe('1 h ago · last refresh failed');
    expect(detail).toContain('Retail AWS (eu-south-2): ec2:DescribeInstances is not allowed');
  });

  it('does not invent an age for what was never read', () => {
    expect(describeAge({ ...fresh, asOf: null, stale: true }, now, 'UTC').text).toBe('never read');
  });
});
