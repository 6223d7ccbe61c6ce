import { useCallback } from 'react';
import type { Reply } from '#shared/errors/reply.ts';
import { tell, tellError } from '../ui/tell.ts';
import { navigate } from './hash-location.ts';
import { useHost } from './host.tsx';
import { useCall, useRead } from './reads.ts';

type Chosen = { token: string; name: string; bytes: number };

/** File endings some connector opens, e.g. `.csv.gz`. */
export function useOpenableExtensions(): string[] {
  const kinds = useRead(['connections', 'kinds'], {}).data;
  return [...new Set((kinds ?? []).flatMap((kind) => kind.opensFiles))];
}

/** Opens files a person chose or dropped: each becomes a connection (or replaces what it held) and is imported. */
export function useImport() {
  const call = useCall();
  return useCallback(
    async (chosen: Reply<Chosen[]>): Promise<void> => {
      if (!chosen.ok) return tellError(chosen.error);
      const from = location.hash;
      for (const file of chosen.value) {
        const reply = await call(['imports', 'open'], { token: file.token });
        if (!reply.ok) tellError(reply.error);
        else {
          tell('info', `Importing ${file.name}. Progress is in the activity tray.`);
          // Sending a large file takes a while: who has gone elsewhere meanwhile stays there.
          if (location.hash === from) navigate(`/connections?open=${encodeURIComponent(reply.value.connection.id)}`);
        }
      }
    },
    [call],
  );
}

/** Asks for cost files and imports them. */
export function useOpenCostFiles(): () => Promise<void> {
  const host = useHost();
  const extensions = useOpenableExtensions();
  const importFiles = useImport();
  return useCallback(async () => {
    const connection = await host.ready;
    await importFiles(await connection.files.open({ extensions, multiple: true }));
  }, [host, extensions, importFiles]);
}

/** Imports files dropped on the window. */
export function useDropFiles(): (files: File[]) => Promise<void> {
  const host = useHost();
  const importFiles = useImport();
  return useCallback(async (files) => importFiles(await (await host.ready).files.register(files)), [host, importFiles]);
}
