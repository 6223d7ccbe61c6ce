import type { Priority, Transfer } from '#shared/model/transfer.ts';
import { type CliIo, exits, type Outcome } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { table, time } from '../../table.ts';
import { allItems, followTransfer, progressText, transferExit, transferText } from './follow.ts';

function row({ id, title, state, priority, createdAt, bytes, counts, verified, copied }: Transfer) {
  return [
    id,
    title,
    state,
    priority,
    time(createdAt),
    bytes.done,
    bytes.total,
    counts.failed,
    copied === 0 ? null : `${verified} of ${copied}`,
  ];
}

/** Transfers, running ones first. */
export async function listTransfers({ client }: OpenedCore, { limit }: { limit: number }): Promise<Outcome> {
  const result = await client.transfers.list({ limit });
  const text = table(['ID', 'WHAT', 'STATE', 'PRIORITY', 'SINCE', 'DONE', 'BYTES', 'FAILED', 'VERIFIED'], result.transfers.map(row));
  return { json: result, text, exit: exits.done };
}

/** One transfer with the outcome of each item. */
export async function showTransfer(opened: OpenedCore, transferId: string): Promise<Outcome> {
  const { transfer } = await opened.client.transfers.get({ transferId, limit: 1 });
  const items = await allItems(opened, transferId);
  return { json: { transfer, items }, text: transferText(transfer, items), exit: transferExit(transfer) };
}

/** Goes on with a paused or left transfer, or repeats what failed, and waits for its end. */
export async function goOn(
  io: CliIo,
  opened: OpenedCore,
  { transferId, how }: { transferId: string; how: 'resume' | 'retry' },
): Promise<Outcome> {
  const { endedAt } = await opened.client.transfers[how]({ transferId });
  if (how === 'resume' && endedAt !== null)
    await io.err(`It has ended. What failed or was cancelled is done again by: storage transfers retry ${transferId}\n`);
  return followTransfer(io, opened, transferId);
}

/** Stops a transfer for now or for good. */
export async function halt(opened: OpenedCore, { transferId, how }: { transferId: string; how: 'pause' | 'cancel' }): Promise<Outcome> {
  const transfer = await opened.client.transfers[how]({ transferId });
  return { json: { transfer }, text: `${progressText(transfer)}\n`, exit: exits.done };
}

/** Puts a transfer before or behind the others. */
export async function prioritise({ client }: OpenedCore, options: { transferId: string; priority: Priority }): Promise<Outcome> {
  const transfer = await client.transfers.prioritize(options);
  return { json: { transfer }, text: `${transfer.title}: ${transfer.priority}\n`, exit: exits.done };
}
