import { expect, test } from 'vitest';
import { defaultHome } from '#core/config/default-home.ts';

test.each([
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/aetherium'],
  ['linux', {}, '/.local/share/aetherium'],
  ['darwin', {}, '/Library/Application Support/Aetherium'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/Aetherium'],
] as const)('on %s with %o it ends in %s', (platform, env, end) => {
  expect(defaultHome(env, platform).replaceAll('\\', '/').endsWith(end)).toBe(true);
});
