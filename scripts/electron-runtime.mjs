// Where an Electron runtime is, without ever downloading one.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const electron = join(import.meta.dirname, '../node_modules/electron');
const executable = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';

/** Path of the Electron executable, or null. `ELECTRON_OVERRIDE_DIST_PATH` names a folder to take it from. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const pathFile = join(electron, 'path.txt');
  const installed = existsSync(pathFile) ? join(electron, 'dist', readFileSync(pathFile, 'utf8').trim()) : null;
  const path = override ? join(override, executable) : installed;
  return path && existsSync(path) ? path : null;
}

/** Why no window can be opened here, or null when one can. */
export function whyNoDisplay() {
  if (process.platform !== 'linux') return null;
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? null : 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)';
}

/** Why desktop tests cannot run here, or null when they can. */
export function whyNoDesktop() {
  return findElectron() ? whyNoDisplay() : 'there is no Electron runtime (npx install-electron downloads it)';
}
