import type { Transfer, TransferItem } from '#shared/model/transfer.ts';
import { type CliIo, type Exit, exits, type Outcome } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { sentences, table } from '../../table.ts';
import { nextChange } from '../next-change.ts';

const pageSize = 2_000;
const over: readonly Transfer['state'][] = ['succeeded', 'partial', 'failed', 'cancelled', 'interrupted', 'paused'];

export function transferExit({ state, counts }: Transfer): Exit {
  if (state === 'succeeded') return exits.done;
  return counts.succeeded > 0 ? exits.partial : exits.failed;
}

/** `12 of 12 objects, 1,048,576 bytes, 12 of 12 verified`. */
export function progressText({ state, counts, bytes, verified, copied, waits }: Transfer): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [`${state}: ${counts.succeeded + counts.skipped} of ${all} objects`, `${bytes.done} of ${bytes.total} bytes`];
  if (copied > 0) parts.push(`${verified} of ${copied} verified`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  return `${parts.join(', ')}${waits ? ` · ${waits}` : ''}`;
}

/** All items of a transfer, those that failed first. */
export async function allItems({ client }: OpenedCore, transferId: string): Promise<TransferItem[]> {
  const items: TransferItem[] = [];
  for (;;) {
    const page = await client.transfers.get({ transferId, offset: items.length, limit: pageSize });
    items.push(...page.items);
    if (page.items.length === 0 || items.length >= page.total) return items;
  }
}

/** Rows that a terminal shows; `--json` has them all. */
const shownItems = 50;

export function transferText(transfer: Transfer, items: readonly TransferItem[]): string {
  const trouble = items.filter(({ error }) => error !== null);
  const rows = (trouble.length > 0 ? trouble : items).slice(0, shownItems);
  const cells = rows.map(({ state, size, from, to, verified, note, error }) => [
    state,
    size,
    from ?? to,
    verified,
    error ? sentences(error) : note,
  ]);
  const more = items.length - rows.length;
  const rest = more > 0 ? `… and ${more} more\n` : '';
  return `${transfer.title}\n${table(['STATE', 'BYTES', 'OBJECT', 'VERIFIED', 'NOTE'], cells)}${rest}${progressText(transfer)}\ntransfer ${transfer.id}\n`;
}

/** The first Ctrl-C pauses: what was sent stays, `storage transfers resume` goes on with it. */
function pauseOnSignal(io: CliIo, { client }: OpenedCore, transferId: string): () => void {
  const pause = () => {
    void io.err(`Pausing. Go on with: storage transfers resume ${transferId}\n`);
    client.transfers.pause({ transferId }).catch(() => undefined);
  };
  if (io.signal.aborted) pause();
  io.signal.addEventListener('abort', pause, { once: true });
  return () => io.signal.removeEventListener('abort', pause);
}

/** Waits for a transfer that this process works on, with progress on stderr, and says how each item fared. */
export async function followTransfer(io: CliIo, opened: OpenedCore, transferId: string): Promise<Outcome> {
  const stopListening = pauseOnSignal(io, opened, transferId);
  try {
    for (let said = ''; ; ) {
      const look = nextChange(opened.core, 'transfers', io.insist);
      const { transfer } = await opened.client.transfers.get({ transferId, limit: 1 });
      const text = progressText(transfer);
      if (text !== said) await io.err(`${text}\n`);
      said = text;
      if (over.includes(transfer.state) || io.insist.aborted) break;
      await look;
    }
  } finally {
    stopListening();
  }
  const { transfer } = await opened.client.transfers.get({ transferId, limit: 1 });
  const items = await allItems(opened, transferId);
  return { json: { transfer, items }, text: transferText(transfer, items), exit: transferExit(transfer) };
}
