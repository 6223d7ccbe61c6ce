import { describe, expect, it } from 'vitest';
import { parseWhere } from '#host/cli/commands/selection.ts';
import {
  applyCommand,
  costWords,
  differences,
  fateOf,
  planCommand,
  shellWord,
  stateText,
  tally,
} from '#renderer/features/actions/plan-text.ts';
import { appError } from '#shared/errors/app-error.ts';
import type { TargetState } from '#shared/model/action.ts';

const state = (change: Partial<TargetState> = {}): TargetState => ({
  state: 'running',
  providerState: 'running',
  type: 'm7g.large',
  capacity: null,
  tags: { team: 'web' },
  ...change,
});

describe('a plan in words', () => {
  it('says what happens to a target', () => {
    expect(fateOf({ skip: null, refusal: null })).toBe('act');
    expect(fateOf({ skip: 'already stopped', refusal: null })).toBe('skip');
    expect(fateOf({ skip: null, refusal: appError('forbidden') })).toBe('refuse');
  });

  it('names what differs between two looks', () => {
    const after = state({ state: 'stopped', providerState: 'stopped', tags: { team: 'shop', cost: '1' } });
    expect(differences(state(), after)).toEqual(['state: running → stopped', 'tag cost: not set → 1', 'tag team: web → shop']);
    expect(differences(state(), state())).toEqual([]);
    expect(differences(state(), null)).toEqual(['it is gone']);
    const scaled = state({ capacity: { desired: 5, min: 1, max: 9, running: 3 } });
    expect(differences(state({ capacity: { desired: 3, min: 1, max: 9, running: 3 } }), scaled)).toEqual(['size: 3 (1–9) → 5 (1–9)']);
    expect(stateText(scaled)).toBe('running · m7g.large · 5 wanted');
  });

  it('says who pays', () => {
    expect(costWords({ amount: -61.2, currency: 'USD' })).toBe('saves USD 61.20 a month');
    expect(costWords({ amount: 61.2, currency: 'USD' })).toBe('adds USD 61.20 a month');
  });

  it('counts places, the most frequent first', () => {
    expect(tally(['b', 'a', 'a', 'c', 'b', 'a'])).toEqual([
      { value: 'a', count: 3 },
      { value: 'b', count: 2 },
      { value: 'c', count: 1 },
    ]);
  });
});

describe('a plan as commands', () => {
  it('quotes for the shell', () => {
    expect(shellWord('i-0a1')).toBe('i-0a1');
    expect(shellWord("it's $HOME")).toBe(`'it'\\''s $HOME'`);
  });

  it('names machines, and inputs line by line', () => {
    const machines = [{ connectionId: 'c', machineId: 'i-1' }];
    expect(planCommand({ action: 'tag', targets: { machines }, input: { set: 'a=1\nb=2', remove: '' } })).toBe(
      'aetherium compute plan tag i-1 --set set=a=1 --set set=b=2',
    );
  });

  it('never widens a filter: two filters on one column leave what both allow', () => {
    const where = [
      { column: 'state' as const, values: ['running', 'stopped'] },
      { column: 'state' as const, values: ['running'] },
      { column: 'tag:team' as const, values: ['web shop'] },
    ];
    const command = planCommand({ action: 'stop', targets: { selection: { text: 'db prod', where } } });
    expect(command).toBe(`aetherium compute plan stop --filter 'db prod' --where state=running --where 'tag:team=web shop'`);
    expect(parseWhere(['state=running', 'tag:team=web shop'])).toEqual([
      { column: 'state', values: ['running'] },
      { column: 'tag:team', values: ['web shop'] },
    ]);
  });

  it('gives the words that a plan asks for', () => {
    expect(applyCommand({ id: 'plan-1', confirm: { kind: 'click' } })).toBe('aetherium compute apply plan-1');
    expect(applyCommand({ id: 'plan-1', confirm: { kind: 'typed', text: 'terminate 3', why: '' } })).toBe(
      `aetherium compute apply plan-1 --confirm 'terminate 3'`,
    );
  });
});
