import { describe, expect, test } from 'vitest';
import { connectors } from '#connectors/registry.ts';
import { manifestSchema } from '#shared/model/connection.ts';
import type { Field } from '#shared/model/field.ts';
import { candidates } from './open-connector.ts';

test('every connector has a kind and a fixture of its own', () => {
  const kinds = connectors.map((connector) => connector.manifest.kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(candidates().map((candidate) => candidate.kind)).toEqual([...kinds, 'example']);
});

function fitsType(field: Field): boolean {
  if (!('default' in field) || field.default === undefined) return true;
  if (field.type === 'number') return field.default >= (field.min ?? -Infinity) && field.default <= (field.max ?? Infinity);
  if (field.type === 'choice') return field.options.some((option) => option.value === field.default);
  if (field.type === 'text' && field.pattern) return new RegExp(field.pattern).test(field.default);
  return true;
}

/** Words for values that nobody may read back. Names of things that are public (ids, endpoints) do not match. */
const secretWords = /secret|password|passphrase|token|privateKey|credential/i;

describe.each(candidates())('$kind', ({ connector: { manifest } }) => {
  test('its manifest is plain, valid data', () => {
    expect(manifestSchema.parse(structuredClone(manifest))).toEqual({ ...manifest });
    expect(new URL(manifest.docsUrl).protocol).toBe('https:');
    expect(manifest.title.trim()).not.toBe('');
    expect(manifest.description.trim()).not.toBe('');
  });

  test('its fields can be rendered: distinct keys, labels, and help where a label is not enough', () => {
    expect(new Set(manifest.fields.map((field) => field.key)).size).toBe(manifest.fields.length);
    for (const field of manifest.fields) {
      expect(field.label.trim(), field.key).not.toBe('');
      if (field.advanced) expect(field.help?.trim(), `${field.key} is advanced and needs help`).toBeTruthy();
      if (field.type === 'choice') expect(field.options.length, field.key).toBeGreaterThan(1);
      if (field.type === 'file') expect(field.extensions.length, field.key).toBeGreaterThan(0);
    }
  });

  test('defaults fit their fields', () => {
    for (const field of manifest.fields) expect(fitsType(field), field.key).toBe(true);
  });

  test('conditions name a field and values it can have', () => {
    for (const { key, when } of manifest.fields) {
      if (!when) continue;
      const other = manifest.fields.find((field) => field.key === when.key);
      expect(other, `${key} depends on ${when.key}`).toBeDefined();
      if (other?.type === 'choice') expect(other.options.map((option) => option.value)).toEqual(expect.arrayContaining(when.in));
    }
  });

  test('secrets are secret fields', () => {
    for (const field of manifest.fields) if (secretWords.test(field.key)) expect(field.type, field.key).toBe('secret');
  });

  test('a connector that opens files has a field for the path', () => {
    if (manifest.opensFiles.length > 0) expect(manifest.fields.some((field) => field.type === 'file')).toBe(true);
  });
});
