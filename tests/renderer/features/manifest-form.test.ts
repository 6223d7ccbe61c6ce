import { describe, expect, it } from 'vitest';
import { formErrors, shownFields, startValues, submission } from '#renderer/features/connections/manifest-form.ts';
import { manifests } from '../harness/fake-estate.ts';

const aws = manifests.find(({ kind }) => kind === 'aws')!;
const demo = manifests.find(({ kind }) => kind === 'demo')!;

describe('form made from a manifest', () => {
  it('starts with what is saved, else with the defaults, and never with a secret', () => {
    expect(startValues(aws)).toEqual({
      signIn: 'keys',
      profile: '',
      accessKeyId: '',
      secretAccessKey: '',
      endpoint: '',
      billedCalls: true,
    });
    expect(startValues(aws, { accessKeyId: 'AKIA', billedCalls: false })).toMatchObject({
      accessKeyId: 'AKIA',
      billedCalls: false,
      secretAccessKey: '',
    });
  });

  it('shows and asks for a field only when it applies', () => {
    const values = { ...startValues(aws), signIn: 'profile' };
    expect(shownFields(aws, values).map(({ key }) => key)).toEqual(['signIn', 'profile', 'endpoint', 'billedCalls']);
    expect(formErrors(aws, values)).toEqual({ profile: 'Profile is needed.' });
  });

  it('accepts an empty secret that the vault already has', () => {
    const values = { ...startValues(aws), accessKeyId: 'AKIA1' };
    expect(Object.keys(formErrors(aws, values))).toEqual(['secretAccessKey']);
    expect(formErrors(aws, values, ['secretAccessKey'])).toEqual({});
  });

  it('names wrong addresses, patterns and numbers', () => {
    const values = { ...startValues(aws), accessKeyId: 'has blanks', secretAccessKey: 's', endpoint: 'ftp://x' };
    expect(Object.keys(formErrors(aws, values)).sort()).toEqual(['accessKeyId', 'endpoint']);
    expect(formErrors(demo, { ...startValues(demo), seed: '0' })).toEqual({ seed: 'At least 1.' });
    expect(formErrors(demo, { ...startValues(demo), seed: 'many' })).toEqual({ seed: 'Enter a number.' });
  });

  it('sends secrets apart, numbers as numbers, and nothing that does not apply', () => {
    const values = { ...startValues(aws), accessKeyId: ' AKIA1 ', secretAccessKey: ' kept as typed ', profile: 'old' };
    expect(submission(aws, values)).toEqual({
      settings: { signIn: 'keys', accessKeyId: 'AKIA1', billedCalls: true },
      secrets: { secretAccessKey: ' kept as typed ' },
    });
    expect(submission(demo, startValues(demo)).settings).toEqual({ seed: 7, scale: '1' });
  });
});
