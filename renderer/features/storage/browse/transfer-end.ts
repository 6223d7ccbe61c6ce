import type { Connection } from '#renderer/rpc/connection.ts';
import type { Transfer, TransferState } from '#shared/model/transfer.ts';

const ended = new Set<TransferState>(['succeeded', 'partial', 'failed', 'cancelled']);

/** Waits for the end of a transfer: it is asked again whenever transfers change. */
export function transferEnd(connection: Connection, transferId: string): Promise<Transfer | null> {
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
