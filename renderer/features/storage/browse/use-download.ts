import { useCallback } from 'react';
import type { Connection } from '#renderer/rpc/connection.ts';
import type { Transfer } from '#shared/model/transfer.ts';
import { useHost } from '../../../app/host.tsx';
import { formatCount } from '../../../ui/format/number.ts';
import { tell, tellError } from '../../../ui/tell.ts';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import { lastName } from '../places.ts';
import { onlyObject, type Picked, sourceOf } from './picked.ts';
import { transferEnd } from './transfer-end.ts';

/** Name to suggest: the last part of the key without what a dialog of files would not take. */
export function fileName(key: string): string {
  // What is not printable has no place in a file's name either.
  const safe = lastName(key)
    .replace(/\/$/, '')
    .replace(/[/\\:*?"<>|]|\p{Cc}/gu, '_')
    .slice(0, 120);
  return safe === '' || /^\.+$/.test(safe) ? 'download' : safe;
}

/** What a download is called, and whether it is a folder: one folder is written as one of its name, several things go into the folder that is chosen. */
export function saveAs(picked: Picked): { suggestedName: string; folder?: 'named' | 'chosen' } {
  const { place, prefixes, objects } = picked;
  const object = onlyObject(picked);
  if (object) return { suggestedName: fileName(object.key) };
  const [prefix] = prefixes;
  if (objects.length === 0 && prefixes.length === 1) return { suggestedName: fileName(prefix || place.bucket), folder: 'named' };
  return { suggestedName: fileName(place.prefix || place.bucket), folder: 'chosen' };
}

interface Saved {
  name: string;
  downloadPath: string | null;
  folder: boolean;
}

/** What to say at the end of a download, and what to fetch in a browser: of a folder that may be a part. */
export function downloadEnd(saved: Saved, transfer: Transfer | null): { whole: boolean; text: string; fetch: string | null } {
  const { name, downloadPath, folder } = saved;
  if (transfer?.state === 'succeeded') return { whole: true, text: `Downloaded ${name}.`, fetch: downloadPath };
  if (transfer?.state !== 'partial' || !folder)
    return { whole: false, text: `${name} was not downloaded. See the transfer for why.`, fetch: null };
  const { succeeded, ...others } = transfer.counts;
  const all = Object.values(others).reduce((sum, count) => sum + count, succeeded);
  const list = downloadPath ? ' "NOT DOWNLOADED.txt" in the archive names the others.' : '';
  return {
    whole: false,
    text: `${name}: ${formatCount(succeeded)} of ${formatCount(all)} objects were downloaded.${list}`,
    fetch: downloadPath && `${downloadPath}?transfer=${encodeURIComponent(transfer.id)}`,
  };
}

function finish(connection: Connection, saved: Saved, transfer: Transfer | null): void {
  const { whole, text, fetch } = downloadEnd(saved, transfer);
  if (fetch) connection.files.download(fetch);
  tell(whole ? 'info' : 'warning', text, whole || !transfer ? undefined : `/transfers?open=${encodeURIComponent(transfer.id)}`);
}

/** Asks where to save, and has the download planned; in a browser the finished file, or a ZIP archive, is fetched from the host. */
export function useDownload(): (picked: Picked) => Promise<void> {
  const host = useHost();
  const plan = useStoragePlan();
  return useCallback(
    async (picked) => {
      const connection = await host.ready;
      const wanted = saveAs(picked);
      const target = await connection.services.files.chooseSave(wanted);
      if (!target.ok) return tellError(target.error);
      if (!target.value) return;
      const { token, downloadPath, name } = target.value;
      const folder = wanted.folder !== undefined;
      plan(
        // Of a file the person has just agreed to the name: what is there under it may be replaced. A folder may hold other things.
        { verb: 'copy', source: sourceOf(picked), target: { kind: 'file', token }, conflict: folder ? 'different' : 'overwrite' },
        {
          onApplied: (transferId) =>
            void transferEnd(connection, transferId).then((transfer) => finish(connection, { name, downloadPath, folder }, transfer)),
        },
      );
    },
    [host, plan],
  );
}
