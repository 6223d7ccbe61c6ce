import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidingRule, type EnvironmentRule, environmentOf, guardOf, rulesEffect } from '#shared/model/environment.ts';

const machine: Parameters<typeof environmentOf>[0] = {
  account: '111122223333',
  accountName: 'Shop-Prod',
  name: 'web-prod-1',
  tags: { Stage: 'Live', env: 'test' },
};
const rule = (by: EnvironmentRule['by'], pattern: string, tag = ''): EnvironmentRule => ({ environment: 'production', by, tag, pattern });

describe('a rule', () => {
  test.each([
    ['account', '1111*', '', true],
    ['account', 'shop-prod', '', true],
    ['account', 'shop', '', false],
    ['name', '*-PROD-*', '', true],
    ['name', '*', '', true],
    ['name', 'web-prod-1*', '', true],
    ['name', 'web*web*', '', false],
    ['name', 'we*b-*-1', '', true],
    ['name', 'web-prod-1*1', '', false],
    ['name', 'web.prod.1', '', false],
    ['tag', 'live', 'stage', true],
    ['tag', 'live', 'env', false],
    ['tag', '*', 'nothing', false],
  ] as const)('by %s like %s (tag %s): %s', (by, pattern, tag, decides) => {
    expect(decidingRule(machine, [rule(by, pattern, tag)])).toBe(decides ? 0 : -1);
  });

  test('matches as a regular expression of the same meaning does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (name, glob) => {
        const expression = new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'is');
        expect(decidingRule({ ...machine, name }, [rule('name', glob)]) === 0).toBe(expression.test(name));
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a hundred stars ends', () => {
    expect(decidingRule({ ...machine, name: 'a'.repeat(200) }, [rule('name', `${'*a'.repeat(99)}*b`)])).toBe(-1);
  });
});

test('the first rule decides, then the tag', () => {
  expect(environmentOf(machine, [{ ...rule('name', 'db*') }, { ...rule('name', 'web*'), environment: 'first' }, rule('name', '*')])).toBe(
    'first',
  );
  expect(environmentOf(machine, [])).toBe('test');
  expect(environmentOf({ ...machine, tags: {} }, [])).toBe('');
});

test('guards do not care about case', () => {
  expect(guardOf('Production', { guards: { production: 'read_only' } })).toBe('read_only');
  expect(guardOf('other', { guards: { production: 'read_only' } })).toBe('normal');
});

test('the effect counts each machine once, by rule and by environment', () => {
  const machines = [
    machine,
    { ...machine, name: 'db-1' },
    { ...machine, name: 'db-2', tags: { env: 'Test' } },
    { ...machine, name: 'x', tags: {} },
  ];
  expect(rulesEffect(machines, [rule('name', 'web*'), rule('name', '*b*'), rule('name', 'nothing')])).toEqual({
    decided: [1, 2, 0],
    environments: [
      { environment: 'production', machines: 3 },
      { environment: '', machines: 1 },
    ],
  });
  expect(rulesEffect(machines, []).environments).toEqual([
    { environment: 'test', machines: 3 },
    { environment: '', machines: 1 },
  ]);
});
