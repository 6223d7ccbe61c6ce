import type { Priority, Transfer, TransferItem } from '#shared/model/transfer.ts';
import { formatBytes, formatCount } from '../../ui/format/number.ts';
import { formatDuration } from '../../ui/format/time.ts';

export const priorityNames: Record<Priority, string> = { high: 'Before others', normal: 'Normal', low: 'After others' };

/** Address of one transfer on its screen. */
export const transferPlace = (transferId: string): string => `/transfers?open=${encodeURIComponent(transferId)}`;

export const isOver = ({ state }: Transfer): boolean => ['succeeded', 'partial', 'failed', 'cancelled'].includes(state);

/** Items in all. */
export function itemCount({ counts }: Transfer): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Share that is done: by bytes, or by items where there are none (deletions). */
export function shareOf(transfer: Transfer): number {
  const { bytes, counts } = transfer;
  if (bytes.total > 0) return Math.min(1, bytes.done / bytes.total);
  const items = itemCount(transfer);
  return items === 0 ? 0 : (items - counts.waiting - counts.running) / items;
}

/** `24.3 MB/s`; nothing while nothing runs. */
export function rateText({ rate }: Pick<Transfer, 'rate'>): string {
  return rate > 0 ? `${formatBytes(rate)}/s` : '';
}

/** Time left at the rate of now. */
export function leftText({ bytes, rate, state }: Transfer): string {
  return state === 'running' && rate > 0 && bytes.total > bytes.done ? formatDuration(((bytes.total - bytes.done) / rate) * 1000) : '';
}

/** From the first item to the last; nothing while it goes on. */
export function durationText({ startedAt, endedAt }: Transfer): string {
  return startedAt === null || endedAt === null ? '' : formatDuration(endedAt - startedAt);
}

/** `118 of 120 verified`; nothing where nothing was copied. */
export function verifiedText({ verified, copied }: Transfer): string {
  return copied === 0 ? '' : `${formatCount(verified)} of ${formatCount(copied)} verified`;
}

/** What became of the items, without what there is none of. */
export function countsText({ counts }: Transfer): string {
  const words = {
    running: 'running',
    waiting: 'waiting',
    succeeded: 'done',
    failed: 'failed',
    skipped: 'skipped',
    cancelled: 'cancelled',
  } as const;
  return (Object.keys(words) as (keyof typeof words)[])
    .filter((state) => counts[state] > 0)
    .map((state) => `${formatCount(counts[state])} ${words[state]}`)
    .join(', ');
}

/** What became of one item, on one line. */
export function outcomeText({ error, note, verified, state }: TransferItem): string {
  if (error) return [error.message.replace(/\.$/, ''), error.hint].filter(Boolean).join('. ');
  if (note) return note;
  if (verified) return `verified by ${verified}`;
  return state === 'succeeded' ? 'no checksum is stated' : '';
}
