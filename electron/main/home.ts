import { join, resolve } from 'node:path';
import { app } from 'electron';
import { defaultHome } from '#core/config/default-home.ts';

/**
 * Folder of everything this console keeps, the same as the command line's. Chromium's own files (caches, storage) go into
 * a folder of their own in it. Must run before the app is ready: the single-instance lock is per home.
 */
export function chooseHome(): string {
  const home = resolve(process.env['AETHERIUM_HOME'] || defaultHome());
  app.setPath('userData', home);
  app.setPath('sessionData', join(home, 'window'));
  return home;
}
