import { useCallback } from 'react';
import type { Connection } from '#renderer/rpc/connection.ts';
import type { Transfer, TransferState } from '#shared/model/transfer.ts';
import { useHost } from '../../../app/host.tsx';
import { tell, tellError } from '../../../ui/tell.ts';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import { lastName } from '../places.ts';
import { onlyObject, type Picked, sourceOf } from './picked.ts';

const ended = new Set<TransferState>(['succeeded', 'partial', 'failed', 'cancelled']);

/** Waits for the end of a transfer: it is asked again whenever transfers change. */
function transferEnd(connection: Connection, transferId: string): Promise<Transfer | null> {
  return new Promise((resolve) => {
    const ask = async () => {
      const reply = await connection.services.transfers.get({ transferId, limit: 1 });
      if (reply.ok && !ended.has(reply.value.transfer.state)) return;
      off();
      resolve(reply.ok ? reply.value.transfer : null);
    };
    const off = connection.onEvent((event) => event.type === 'changed' && event.tables.includes('transfers') && void ask());
    void ask();
  });
}

/** Name to suggest: the last part of the key without what a dialog of files would not take. */
export function fileName(key: string): string {
  // What is not printable has no place in a file's name either.
  const safe = lastName(key)
    .replace(/[/\\:*?"<>|]|\p{Cc}/gu, '_')
    .slice(0, 120);
  return safe === '' || /^\.+$/.test(safe) ? 'download' : safe;
}

/** Asks where to save, and has the download planned; in a browser the finished file is fetched from the host. */
export function useDownload(): (picked: Picked) => Promise<void> {
  const host = useHost();
  const plan = useStoragePlan();
  return useCallback(
    async (picked) => {
      const connection = await host.ready;
      const suggestedName = fileName(onlyObject(picked)?.key ?? picked.prefixes[0] ?? picked.place.bucket);
      const target = await connection.services.files.chooseSave({ suggestedName });
      if (!target.ok) return tellError(target.error);
      if (!target.value) return;
      const { token, downloadPath, name } = target.value;
      const fetchIt = async (transferId: string) => {
        const transfer = await transferEnd(connection, transferId);
        if (transfer?.state !== 'succeeded') return tell('warning', `${name} was not downloaded. See the transfer for why.`);
        if (downloadPath) connection.files.download(downloadPath);
        tell('info', `Downloaded ${name}.`);
      };
      plan(
        // The person has just agreed to the name: what is there under it may be replaced.
        { verb: 'copy', source: sourceOf(picked), target: { kind: 'file', token }, conflict: 'overwrite' },
        { onApplied: (transferId) => void fetchIt(transferId) },
      );
    },
    [host, plan],
  );
}
