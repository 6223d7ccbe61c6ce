import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder of this user's console when nobody names another: the same for the window, the browser host and the command line. */
export function defaultHome(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Aetherium');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Aetherium');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'aetherium');
}
