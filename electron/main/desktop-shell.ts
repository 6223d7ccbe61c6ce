import { join } from 'node:path';
import { app, BrowserWindow, dialog, type OpenDialogOptions, type SaveDialogOptions } from 'electron';
import { makeDragFolder } from '#core/platform/drag-folders.ts';
import type { ChooseSave, HostShell } from '#core/ports.ts';

/** The system's file dialogs, attached to the console's window. */
export function desktopShell(home: string): HostShell {
  return {
    kind: 'desktop',
    chooseOpen: ({ extensions, multiple, folders }) =>
      openDialog({
        properties: [folders ? 'openDirectory' : 'openFile', ...(multiple ? (['multiSelections'] as const) : [])],
        filters: folders ? [] : filtersOf(extensions),
      }),
    chooseSave,
    makeDragFolder: () => makeDragFolder(home),
  };
}

async function chooseSave({ suggestedName, folder }: ChooseSave) {
  const path = folder ? await chooseFolder(folder === 'named' ? suggestedName : '') : await saveDialog(suggestedName);
  return path === null ? null : { path, downloadPath: null };
}

async function chooseFolder(name: string): Promise<string | null> {
  const [chosen] = await openDialog({
    properties: ['openDirectory', 'createDirectory'],
    defaultPath: app.getPath('downloads'),
    buttonLabel: 'Download here',
  });
  return chosen === undefined ? null : join(chosen, name);
}

async function openDialog(options: OpenDialogOptions): Promise<string[]> {
  const [window] = BrowserWindow.getAllWindows();
  const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return canceled ? [] : filePaths;
}

async function saveDialog(suggestedName: string): Promise<string | null> {
  const options: SaveDialogOptions = { defaultPath: join(app.getPath('downloads'), suggestedName) };
  const [window] = BrowserWindow.getAllWindows();
  const { canceled, filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return canceled || !filePath ? null : filePath;
}

/** Dialogs match on the last ending only: `.csv.gz` becomes `gz`. */
function filtersOf(extensions: string[]) {
  const endings = [...new Set(extensions.map((extension) => extension.slice(extension.lastIndexOf('.') + 1)))];
  const all = { name: 'All files', extensions: ['*'] };
  return endings.length > 0 ? [{ name: 'Supported files', extensions: endings }, all] : [all];
}
