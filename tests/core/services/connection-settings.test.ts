import { expect, test } from 'vitest';
import { checkedSettings, checkSecrets } from '#core/services/connection-settings.ts';
import { manifestSchema } from '#shared/model/connection.ts';

const manifest = manifestSchema.parse({
  kind: 'x',
  title: 'X',
  description: '',
  docsUrl: '',
  capabilities: [],
  fields: [
    { key: 'region', label: '', type: 'text', pattern: '[a-z-]+' },
    { key: 'endpoint', label: '', type: 'url' },
    { key: 'pages', label: '', type: 'number', min: 1, max: 10, default: 2 },
    { key: 'dry', label: '', type: 'flag' },
    {
      key: 'mode',
      label: '',
      type: 'choice',
      options: [
        { value: 'keys', label: '' },
        { value: 'role', label: '' },
      ],
      default: 'keys',
    },
    { key: 'roleName', label: '', type: 'text', required: true, when: { key: 'mode', in: ['role'] } },
    { key: 'path', label: '', type: 'file', extensions: [] },
    { key: 'secretKey', label: '', type: 'secret', required: true, when: { key: 'mode', in: ['keys'] } },
  ],
});

test('takes what fits and leaves empty text to the defaults', () => {
  expect(checkedSettings(manifest, { region: '', pages: 3, dry: false, mode: 'role', roleName: 'ops' })).toEqual({
    pages: 3,
    dry: false,
    mode: 'role',
    roleName: 'ops',
  });
});

test.each([
  [{ other: 1 }, 'other'],
  [{ region: 5 }, 'region'],
  [{ region: 'EU 1' }, 'region'],
  [{ endpoint: 'ftp://x' }, 'endpoint'],
  [{ endpoint: 'nonsense' }, 'endpoint'],
  [{ pages: '3' }, 'pages'],
  [{ pages: 0 }, 'pages'],
  [{ pages: 11 }, 'pages'],
  [{ pages: Number.NaN }, 'pages'],
  [{ dry: 'yes' }, 'dry'],
  [{ mode: 'sso' }, 'mode'],
  [{ mode: 'role' }, 'roleName'],
  [{ mode: 'role', roleName: '' }, 'roleName'],
  [{ path: true }, 'path'],
  [{ secretKey: 'hunter2' }, 'secretKey'],
])('refuses %o, naming the field', (settings, field) => {
  try {
    checkedSettings(manifest, settings);
    expect.unreachable();
  } catch (cause) {
    expect(cause).toMatchObject({ error: { code: 'invalid_input' } });
    expect((cause as Error).message).toContain(`Setting ${field} `);
    expect((cause as Error).message).not.toContain('hunter2');
  }
});

test('wants required secrets that apply, given or kept', () => {
  const check =
    (secrets: Record<string, string>, kept: string[], settings = {}) =>
    () =>
      checkSecrets(manifest, { secrets, kept, settings });
  expect(check({}, [])).toThrow('secretKey is required');
  expect(check({ secretKey: '' }, ['secretKey'])).toThrow('secretKey is required');
  expect(check({ region: 'x' }, ['secretKey'])).toThrow('region is not a secret');
  for (const fine of [check({ secretKey: 'x' }, []), check({}, ['secretKey']), check({}, [], { mode: 'role' })]) expect(fine).not.toThrow();
});
