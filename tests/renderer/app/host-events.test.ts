import { expect, it } from 'vitest';
import { mergeJob } from '#renderer/app/host-events.tsx';
import { jobs } from '../harness/fake-estate.ts';

it('replaces a known job and puts a new one first', () => {
  const [first, second] = jobs as [(typeof jobs)[0], (typeof jobs)[0]];
  const later = { ...second, rows: 99 };
  expect(mergeJob([first, second], later)).toEqual([first, later]);
  expect(mergeJob([first], second)).toEqual([second, first]);
});
