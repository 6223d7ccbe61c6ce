import { describe, expect, it } from 'vitest';
import { nameBelow, sidesOf } from '#renderer/features/transfers/plan/plan-sides.ts';

const item = (from: string | null, to: string | null) => ({ from, to });

describe('folders of a sync', () => {
  it('are what addresses do not have in common at their end', () => {
    const items = [item('s3://a/site/x/y.txt', 'gs://b/mirror/x/y.txt'), item('s3://a/site/z', 'gs://b/mirror/z')];
    expect(sidesOf(items)).toEqual({ from: 's3://a/site/', to: 'gs://b/mirror/' });
  });

  it('are found beside items with one side, and give these their names too', () => {
    const gone = item('gs://b/mirror/old/', null);
    const sides = sidesOf([gone, item('s3://a/site/z', 'gs://b/mirror/z')]);
    expect(nameBelow(gone, sides)).toBe('old/');
    expect(nameBelow(item('s3://a/site/q/r', 'gs://b/mirror/q/r'), sides)).toBe('q/r');
  });

  it('are unknown where nothing is on both sides: then addresses are whole', () => {
    expect(sidesOf([item('s3://a/x', null)])).toBeNull();
    expect(nameBelow(item('s3://a/x', null), null)).toBe('s3://a/x');
  });

  it('may be called alike, as one name may go on above them', () => {
    const sides = sidesOf([item('s3://a/data/x', 's3://b/data/x')]);
    expect(sides).toEqual({ from: 's3://a/', to: 's3://b/' });
    expect(nameBelow(item('s3://b/data/gone', null), sides)).toBe('data/gone');
  });
});
