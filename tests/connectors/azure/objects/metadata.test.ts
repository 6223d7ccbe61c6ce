import { expect, test } from 'vitest';
import { carriedMetadata, metadataOf, readMetadata } from '#connectors/azure/objects/metadata.ts';

test('names from elsewhere become identifiers, values ASCII that is read back', () => {
  const values = { 'cost-centre': 'Köln 😀', '2nd': 'plain', 'x.y z': 'line\nbreak', ok_1: '' };
  const carried = carriedMetadata({ metadata: values });
  expect(Object.keys(carried)).toEqual(['cost_centre', '_2nd', 'x_y_z', 'ok_1']);
  for (const value of Object.values(carried)) expect(value).toMatch(/^[\x20-\x7e]*$/);
  expect(Object.values(readMetadata(carried))).toEqual(Object.values(values));
  expect(carried['_2nd']).toBe('plain');
  expect(carriedMetadata({})).toEqual({});
});

test('two names that would be one are refused, whatever their letters', () => {
  expect(() => carriedMetadata({ metadata: { 'Cost-Centre': 'a', cost_centre: 'b' } })).toThrow('Cost-Centre and cost_centre');
});

test('a name that somebody sets is never changed', () => {
  expect(() => metadataOf({ metadata: { 'cost-centre': 'a' } })).toThrow('cost-centre cannot be kept');
  expect(metadataOf({ metadata: { city: 'Zürich' } })).toEqual({ city: '=?UTF-8?B?WsO8cmljaA==?=' });
});

test('a text that only looks like an encoded word stays as it is', () => {
  expect(readMetadata({ a: '=?UTF-8?X?abc?=', b: 'see =?UTF-8?B?eA==?=' })).toEqual({ a: '=?UTF-8?X?abc?=', b: 'see =?UTF-8?B?eA==?=' });
});
