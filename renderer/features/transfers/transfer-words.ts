import type { Transfer } from '#shared/model/transfer.ts';
import { formatBytes, formatCount } from '../../ui/format/number.ts';
import { formatDuration } from '../../ui/format/time.ts';

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
