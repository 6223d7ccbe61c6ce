import { expect, test } from 'vitest';
import { manifest } from '#connectors/aws/manifest.ts';
import { readSettings } from '#connectors/aws/settings.ts';
import { manifestSchema } from '#shared/model/connection.ts';

test('the manifest is valid and hides nothing that the endpoint, key and secret alone need', () => {
  const { fields } = manifestSchema.parse(manifest);
  expect(fields.filter((field) => field.required)).toEqual([]);
  expect(fields.filter((field) => field.type === 'secret').map((field) => field.key)).toEqual([
    'secretAccessKey',
    'sessionToken',
    'externalId',
  ]);
});

test.each([
  [{ accessKeyId: 'x' }, 'keys'],
  [{ accessKeyId: 'x', auth: 'auto' }, 'keys'],
  [{ accessKeyId: 'x', auth: 'profile' }, 'profile'],
  [{ profile: 'ops' }, 'profile'],
  [{ auth: 'environment', profile: 'ops' }, 'environment'],
  [{}, 'environment'],
  [{ accessKeyId: ' ' }, 'environment'],
])('%j signs in with %s', (settings, auth) => {
  expect(readSettings(settings).auth).toBe(auth);
});

test('regions are a list with commas or blanks, each once', () => {
  expect(readSettings({ regions: ' eu-west-1, us-east-1 eu-west-1,' }).regions).toEqual(['eu-west-1', 'us-east-1']);
  expect(readSettings({}).regions).toEqual([]);
});

test.each([
  ['', true],
  ['eu-west-1', true],
  ['eu-west-1, us-gov-west-1 cn-north-1', true],
  ['Ireland', false],
  ['eu-west-1;us-east-1', false],
])('the form takes %j as regions: %s', (text, valid) => {
  const field = manifest.fields.find(({ key }) => key === 'regions');
  expect(new RegExp((field as { pattern: string }).pattern).test(text)).toBe(valid);
});

test('nothing set: thirteen months of cost from AWS itself', () => {
  expect(readSettings({})).toMatchObject({ costs: true, costMonths: 13, costTag: '', endpoint: undefined, homeRegion: 'us-east-1' });
  expect(readSettings({ costs: false, endpoint: 'http://localhost:1' })).toMatchObject({ costs: false, endpoint: 'http://localhost:1' });
});
