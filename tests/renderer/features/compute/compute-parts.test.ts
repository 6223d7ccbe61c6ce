import { describe, expect, it } from 'vitest';
import { bothSelections, countOf, nothing, toggled, withKeys } from '#renderer/features/compute/chosen.ts';
import { daysOf } from '#renderer/features/compute/drawer/cost-tab.tsx';
import { splitHits } from '#renderer/features/compute/drawer/raw-tab.tsx';
import { linkPath, relationLayout } from '#renderer/features/compute/drawer/relation-layout.ts';
import { actionLabel, splitActions } from '#renderer/features/compute/offered.ts';
import type { OfferedAction, Related } from '#shared/model/action.ts';

const key = (machineId: string) => ({ connectionId: 'c', machineId });
const offered = (name: string, change: Partial<OfferedAction> = {}): OfferedAction => ({
  name,
  title: name,
  description: '',
  kinds: ['machine'],
  states: [],
  effect: 'change',
  input: [],
  undo: null,
  targets: 5,
  ...change,
});

describe('what is chosen', () => {
  it('is added to and taken from one by one', () => {
    const two = withKeys(nothing.chosen, [key('a'), key('b'), key('a')]);
    expect(countOf(two, null)).toBe(2);
    expect(countOf(toggled(two, key('a')), null)).toBe(1);
    expect(countOf(toggled(two, key('c')), null)).toBe(3);
  });

  it('is counted by the host when it is a filter', () => {
    expect(countOf({ kind: 'filter', selection: nothing.selection }, 1234)).toBe(1234);
  });

  it('asks for what two filters share only as long as the host takes it', () => {
    const one = { text: 'web', where: [{ column: 'state' as const, values: ['running'] }] };
    expect(bothSelections(one, { text: 'prod', where: [] })).toEqual({ text: 'web prod', where: one.where });
    expect(bothSelections({ text: 'a'.repeat(150), where: [] }, { text: 'b'.repeat(100), where: [] })).toBeNull();
  });
});

describe('actions offered', () => {
  it('have buttons in a fixed order; what destroys is last in the menu', () => {
    const { first, more } = splitActions([offered('terminate', { effect: 'destroy' }), offered('tag'), offered('stop'), offered('start')]);
    expect(first.map(({ name }) => name)).toEqual(['start', 'stop']);
    expect(more.map(({ name }) => name)).toEqual(['tag', 'terminate']);
  });

  it('say how many of the chosen can take them', () => {
    expect(actionLabel(offered('Stop', { targets: 180 }), 200)).toBe('Stop 180 of 200');
    expect(actionLabel(offered('Stop'), 5)).toBe('Stop');
  });
});

describe('map of what is connected', () => {
  const related = (relation: Related['relation'], id: string): Related => ({ relation, kind: 'x', id, name: id, state: '' });

  it('has what sends traffic and groups above, members below, nothing on top of another', () => {
    const members = Array.from({ length: 12 }, (_, index) => related('contains', `m${index}`));
    const map = relationLayout([related('serves', 'lb'), related('member_of', 'group'), ...members], 400);
    expect(map.layers.map(({ title }) => title)).toEqual(['Sends it traffic', 'It is part of', 'Contains']);
    expect(map.layers[2]).toMatchObject({ left: 4 });
    const boxes = [...map.layers.flatMap(({ nodes }) => nodes), map.self];
    for (const [at, a] of boxes.entries())
      for (const b of boxes.slice(at + 1))
        expect(a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x || b.x + b.width <= a.x).toBe(true);
    expect(Math.max(...boxes.map(({ y, height }) => y + height))).toBeLessThanOrEqual(map.height);
    expect(Math.max(...boxes.map(({ x, width }) => x + width))).toBeLessThanOrEqual(400);
    expect(map.layers[0]!.nodes[0]!.y).toBeLessThan(map.self.y);
    expect(map.layers[2]!.nodes[0]!.y).toBeGreaterThan(map.self.y);
    expect(linkPath(map.layers[0]!.nodes[0]!, map.self)).toContain(`M8 ${map.self.y} `);
  });
});

describe('parts of the detail', () => {
  it('finds all hits, without case', () => {
    expect(splitHits('Ab ab AB', 'ab')).toEqual(['', 'Ab', ' ', 'ab', ' ', 'AB', '']);
    expect(splitHits('abc', '')).toEqual(['abc']);
    expect(splitHits('aaa', 'aa')).toEqual(['', 'aa', 'a']);
  });

  it('has a value for each day, also without a charge', () => {
    const rows = [
      { period: '2026-11-02', value: 1 },
      { period: '2026-11-02', value: 2 },
      { period: '2026-10-01', value: 9 },
    ];
    expect(daysOf(rows, '2026-11-01', 3)).toEqual([
      { day: '2026-11-01', value: 0 },
      { day: '2026-11-02', value: 3 },
      { day: '2026-11-03', value: 0 },
    ]);
  });
});
