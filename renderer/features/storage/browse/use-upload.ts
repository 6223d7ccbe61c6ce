import { useCallback } from 'react';
import type { ChosenFile } from '#renderer/rpc/connection.ts';
import { appError, toAppError } from '#shared/errors/app-error.ts';
import { mostFiles } from '#shared/model/transfer.ts';
import { useHost } from '../../../app/host.tsx';
import { formatCount } from '../../../ui/format/number.ts';
import { tell, tellError } from '../../../ui/tell.ts';
import { type AskedRequest, useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import type { Place } from '../places.ts';
import { chosenFiles, type NamedFile } from './dropped-files.ts';

const tooMany = appError('invalid_input', `A browser can send ${formatCount(mostFiles)} files at a time`, {
  hint: 'Use the desktop console, or `aetherium storage cp ./folder CONNECTION:bucket/prefix --recursive`.',
});

/** From so many files on it is said that they are being sent: the plan comes when all are there. */
const manyFiles = 50;

function chooseFolder(): Promise<NamedFile[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(chosenFiles(input.files ?? [])), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** One copy of all files, each under its name below the place. */
export function uploadRequest(chosen: readonly Pick<ChosenFile, 'token' | 'name'>[], place: Place): AskedRequest {
  const { connectionId, bucket, prefix } = place;
  const names = Object.fromEntries(chosen.map(({ token, name }) => [token, name]));
  const files = { tokens: chosen.map(({ token }) => token), names };
  return { verb: 'copy', source: { files }, target: { kind: 'bucket', connectionId, bucket, prefix } };
}

/** Uploads into a folder: files or folders that are chosen, or what was dropped. All are planned first, as one plan. */
export function useUpload(place: Place) {
  const host = useHost();
  const plan = useStoragePlan();
  const upload = useCallback(
    async (dropped: Promise<NamedFile[]>) => {
      const named = await dropped.catch((cause: unknown) => tellError(toAppError(cause)));
      if (!named || named.length === 0) return;
      if (named.length > mostFiles) return tellError(tooMany);
      const { files } = await host.ready;
      if (named.length >= manyFiles) tell('info', `${formatCount(named.length)} files are handed to the console; the plan follows.`);
      const reply = await files.register(named.map(({ file }) => file));
      if (!reply.ok) return tellError(reply.error);
      plan(
        uploadRequest(
          reply.value.map(({ token }, at) => ({ token, name: named[at]!.name })),
          place,
        ),
      );
    },
    [host, plan, place],
  );
  const choose = useCallback(
    async (folders: boolean) => {
      const { files } = await host.ready;
      const reply = await files.open({ extensions: [], multiple: true, folders });
      if (!reply.ok) return tellError(reply.error);
      if (reply.value.length > 0) plan(uploadRequest(reply.value, place));
    },
    [host, plan, place],
  );
  const folder = useCallback(async () => {
    const { host: kind } = await host.ready;
    await (kind === 'desktop' ? choose(true) : upload(chooseFolder()));
  }, [host, choose, upload]);
  return { upload, chooseFiles: useCallback(() => choose(false), [choose]), chooseFolder: folder };
}
