import { join } from 'node:path';
import { app, type BrowserWindow, ipcMain, type NativeImage, nativeImage } from 'electron';
import type { Core } from '#core/core.ts';
import { draggable } from '#core/platform/drag-folders.ts';
import { channels } from './channels.ts';
import { isOurFrame } from './lockdown.ts';

export interface DragOutOptions {
  window: BrowserWindow;
  core: Promise<{ core: Core }>;
  home: string;
}

/**
 * Lets the person drag what was downloaded for it to another program. The page names a token of a folder that this process
 * made, never a path; a token of anything else drags nothing.
 */
export function serveDragOut({ window, core, home }: DragOutOptions): void {
  const onDrag = async ({ sender, senderFrame }: Electron.IpcMainEvent, token: unknown) => {
    if (typeof token !== 'string' || !isOurFrame(window.webContents, senderFrame)) return;
    const files = await draggable(home, folderOf((await core).core, token));
    const [file] = files;
    if (file !== undefined && !sender.isDestroyed()) sender.startDrag({ file, files, icon: icon() });
  };
  const listener = (event: Electron.IpcMainEvent, token: unknown) => void onDrag(event, token);
  ipcMain.on(channels.dragOut, listener);
  window.once('closed', () => ipcMain.off(channels.dragOut, listener));
}

/** `''`: the token is of nothing that can be dragged. */
function folderOf({ grants }: Core, token: string): string {
  try {
    return grants.pathToSave(token);
  } catch {
    return '';
  }
}

/** What is seen under the pointer: macOS begins no drag without one. */
function icon(): NativeImage {
  const own = nativeImage.createFromPath(join(app.getAppPath(), 'resources/sizes/32x32.png'));
  return own.isEmpty() ? nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, 0x80), { width: 16, height: 16 }) : own;
}
