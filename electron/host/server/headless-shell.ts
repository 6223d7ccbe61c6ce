import { basename, join } from 'node:path';
import type { HostShell } from '#core/ports.ts';
import { failure } from '#shared/errors/app-error.ts';
import { downloadsFolder, makeTransferFolder } from './transfer-folders.ts';

/** Shell of a host whose person sits in front of a browser: it uploads to open and downloads to save. */
export function headlessShell(home: string): HostShell {
  return {
    kind: 'headless',
    chooseOpen: () =>
      Promise.reject(failure('unsupported', 'In a browser files are uploaded', { hint: 'Choose the file in the browser.' })),
    chooseSave: async ({ suggestedName }) => {
      const folder = await makeTransferFolder(downloadsFolder(home));
      return { path: join(folder.path, safeFileName(suggestedName)), downloadPath: `/download/${folder.id}` };
    },
    makeDragFolder: () =>
      Promise.reject(failure('unsupported', 'A browser drags no files out', { hint: 'Download them, or use the desktop console.' })),
  };
}

/** A name without folders, control characters or what Windows reserves. */
export function safeFileName(name: string): string {
  const cleaned = basename(name.replaceAll('\\', '/'))
    // oxlint-disable-next-line no-control-regex -- control characters are what must go
    .replaceAll(/[\u0000-\u001F\u007F<>:"|?*/]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 120);
  return cleaned || 'file';
}
