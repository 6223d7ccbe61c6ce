import { describe, expect, it } from 'vitest';
import { placeInArguments, placeOfDeepLink } from '../../electron/main/deep-link.ts';
import { isExternalLink } from '../../electron/main/external-link.ts';

describe('deep links', () => {
  it.each([
    ['aetherium://costs?groupBy=ServiceName&from=2026-01', '/costs?groupBy=ServiceName&from=2026-01'],
    ['aetherium://costs', '/costs'],
    ['aetherium://costs/', '/costs'],
    ['aetherium://connections/abc-1?edit=x', '/connections/abc-1?edit=x'],
    ['aetherium:///', '/'],
  ])('%s opens %s', (link, place) => {
    expect(placeOfDeepLink(link)).toBe(place);
  });

  it.each([
    'https://costs',
    'aetherium:costs',
    'aetherium://user@costs',
    'aetherium://costs:80/',
    'aetherium://costs//evil.example',
    'aetherium://evil.example/costs',
    'aetherium://costs/%0d%0a',
    `aetherium://costs?${'a'.repeat(5_000)}`,
    'not a link',
    '',
  ])('refuses %s', (link) => {
    expect(placeOfDeepLink(link)).toBeNull();
  });

  it('keeps dots from climbing out', () => {
    expect(placeOfDeepLink('aetherium://costs/../../etc')).toBe('/costs/etc');
  });

  it('finds the link among arguments', () => {
    expect(placeInArguments(['electron', '.', '--flag', 'aetherium://costs?x=1'])).toBe('/costs?x=1');
    expect(placeInArguments(['electron', '.'])).toBeNull();
  });
});

describe('external links', () => {
  it.each([
    ['https://docs.aws.amazon.com/x', true],
    ['http://docs.aws.amazon.com/x', false],
    ['https://user@evil.example/', false],
    ['https://:secret@evil.example/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['aetherium://costs', false],
    ['ms-settings:', false],
    ['', false],
  ])('%s: %s', (url, allowed) => {
    expect(isExternalLink(url)).toBe(allowed);
  });
});
