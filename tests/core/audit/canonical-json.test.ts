import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#core/audit/canonical-json.ts';

test('writes the example of RFC 8785 as the RFC does', () => {
  const given = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(given)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('sorts keys by UTF-16 units, at every depth', () => {
  const given = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1F600}': 5, '\u0080': 6, '\u00f6': { b: 1, a: 2 } };
  expect(Object.keys(JSON.parse(canonicalJson(given)) as object)).toHaveLength(7);
  expect(canonicalJson(given)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":{"a":2,"b":1},"\u20ac":1,"\u{1F600}":5,"\ufb33":3}');
});

test('leaves out what is undefined and mends half surrogates', () => {
  expect(canonicalJson({ b: undefined, a: 'x\ud800' })).toBe('{"a":"x\ufffd"}');
});

test('says the same for the same value whatever the order of its keys, and keeps the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
