import { join } from 'node:path';
import { app, BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import type { HostShell } from '#core/ports.ts';

/** The system's file dialogs, attached to the console's window. */
export const desktopShell: HostShell = {
  kind: 'desktop',
  chooseOpen: async ({ extensions, multiple }) => {
    const options: OpenDialogOptions = {
      properties: ['openFile', ...(multiple ? (['multiSelections'] as const) : [])],
      filters: filtersOf(extensions),
    };
    const [window] = BrowserWindow.getAllWindows();
    const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
    return canceled ? [] : filePaths;
  },
  chooseSave: async ({ suggestedName }) => {
    const options: SaveDialogOptions = { defaultPath: join(app.getPath('downloads'), suggestedName) };
    const [window] = BrowserWindow.getAllWindows();
    const { canceled, filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
    return canceled || !filePath ? null : { path: filePath, downloadPath: null };
  },
};

/** Dialogs match on the last ending only: `.csv.gz` becomes `gz`. */
function filtersOf(extensions: string[]) {
  const endings = [...new Set(extensions.map((extension) => extension.slice(extension.lastIndexOf('.') + 1)))];
  const all = { name: 'All files', extensions: ['*'] };
  return endings.length > 0 ? [{ name: 'Supported files', extensions: endings }, all] : [all];
}
