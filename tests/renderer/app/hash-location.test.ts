import { describe, expect, it } from 'vitest';
import { changeSearch, parseHash } from '#renderer/app/hash-location.ts';

describe('places in the fragment', () => {
  it('keeps path and search together', () => {
    expect(parseHash('#/costs?groupBy=ServiceName&range=7d')).toEqual({ path: '/costs', search: 'groupBy=ServiceName&range=7d' });
    expect(parseHash('#/costs')).toEqual({ path: '/costs', search: '' });
  });

  it('takes a token or nothing as the first screen', () => {
    expect(parseHash('#token=abc')).toEqual({ path: '/', search: '' });
    expect(parseHash('')).toEqual({ path: '/', search: '' });
  });

  it('sets, repeats and removes parameters and leaves the others', () => {
    expect(changeSearch('a=1&b=2', { b: null, c: ['x', 'y'] })).toBe('a=1&c=x&c=y');
  });
});
