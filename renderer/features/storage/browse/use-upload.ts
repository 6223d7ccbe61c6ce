import { useCallback } from 'react';
import { appError } from '#shared/errors/app-error.ts';
import { useHost } from '../../../app/host.tsx';
import { tell, tellError } from '../../../ui/tell.ts';
import { type AskedRequest, useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import type { Place } from '../places.ts';

/** Most folders of a folder upload through a browser: each is a plan of its own. */
const mostFolders = 20;

const tooDeep = appError('invalid_input', `A browser can upload a folder with at most ${mostFolders} folders in it`, {
  hint: 'Use the desktop console, or `aetherium storage cp ./folder CONNECTION:bucket/prefix --recursive`.',
});

/** Files by the folder that they are in, as the browser names it: `photos/2024/`; `''` for files chosen one by one. */
export function byFolder(files: readonly File[]): Map<string, File[]> {
  return Map.groupBy(files, ({ webkitRelativePath }) => webkitRelativePath.slice(0, webkitRelativePath.lastIndexOf('/') + 1));
}

function chooseFolder(): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

function uploadRequest(tokens: string[], { connectionId, bucket, prefix }: Place): AskedRequest {
  return { verb: 'copy', source: { files: { tokens } }, target: { kind: 'bucket', connectionId, bucket, prefix } };
}

/** Uploads into a folder: files that are chosen, a chosen folder, or what was dropped. All are planned first. */
export function useUpload(place: Place) {
  const host = useHost();
  const plan = useStoragePlan();
  const upload = useCallback(
    async (files: File[]) => {
      const folders = byFolder(files);
      if (folders.size > mostFolders) return tellError(tooDeep);
      const { files: access } = await host.ready;
      const requests: AskedRequest[] = [];
      for (const [folder, own] of folders) {
        const reply = await access.register(own);
        if (!reply.ok) return tellError(reply.error);
        requests.push(
          uploadRequest(
            reply.value.map(({ token }) => token),
            { ...place, prefix: place.prefix + folder },
          ),
        );
      }
      if (requests.length > 0) plan(requests);
    },
    [host, plan, place],
  );
  const chooseFiles = useCallback(async () => {
    const { files: access } = await host.ready;
    const reply = await access.open({ extensions: [], multiple: true });
    if (!reply.ok) return tellError(reply.error);
    if (reply.value.length > 0)
      plan(
        uploadRequest(
          reply.value.map(({ token }) => token),
          place,
        ),
      );
  }, [host, plan, place]);
  const folder = useCallback(async () => {
    const { host: kind } = await host.ready;
    if (kind === 'desktop') return tell('info', 'Drag the folder from the file manager of your system into this listing.');
    await upload(await chooseFolder());
  }, [host, upload]);
  return { upload, chooseFiles, chooseFolder: folder };
}
