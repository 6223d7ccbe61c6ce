import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { type BrowserWindow, ipcMain } from 'electron';
import type { Core } from '#core/core.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { channels } from './channels.ts';
import { isOurFrame } from './lockdown.ts';

/**
 * Grants files and folders that the person dropped. The path comes from the preload script, which got it from Chromium for a real
 * `File`: script in the page can neither call this channel nor make a `File` with a path.
 */
export function registerDroppedFiles(window: BrowserWindow, core: Promise<{ core: Core }>): void {
  ipcMain.handle(channels.registerFile, async ({ senderFrame }, path: unknown): Promise<Reply<GrantedFile>> => {
    if (!isOurFrame(window.webContents, senderFrame)) return refuse('forbidden', 'Only the console may open files', 'Use its window.');
    const found = typeof path === 'string' && isAbsolute(path) ? await stat(path).catch(() => null) : null;
    if (typeof path !== 'string' || !(found?.isFile() || found?.isDirectory())) {
      return refuse('invalid_input', 'This is no file or folder on this machine', 'Drop it from a folder.');
    }
    const { grants } = (await core).core;
    return { ok: true, value: { token: grants.grantOpen(path), name: basename(path), bytes: found.isFile() ? found.size : 0 } };
  });
  window.once('closed', () => ipcMain.removeHandler(channels.registerFile));
}

interface GrantedFile {
  token: string;
  name: string;
  bytes: number;
}

function refuse(code: 'forbidden' | 'invalid_input', message: string, hint: string): Reply<never> {
  return { ok: false, error: { code, message, hint } };
}
