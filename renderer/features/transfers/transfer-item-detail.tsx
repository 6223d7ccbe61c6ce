import { CloseButton } from '@mantine/core';
import type { AppError } from '#shared/errors/app-error.ts';
import type { TransferItem } from '#shared/model/transfer.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatBytes, formatCount, formatNoun } from '../../ui/format/number.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { FactList } from './fact-list.tsx';
import { TransferStateMark } from './transfer-state.tsx';
import { outcomeText } from './transfer-words.ts';
import classes from './transfers.module.css';

/** For a ticket or a chat: what happened, what to do, and the provider's id of the request. */
export function errorText({ message, hint, source }: AppError): string {
  return [message, hint, source?.requestId ? `Request ${source.requestId}` : ''].filter(Boolean).join('\n');
}

/** One item in full: both addresses, how far it came, and what went wrong. */
export function TransferItemDetail({ item, onClose }: { item: TransferItem; onClose: () => void }) {
  const { from, to, size, bytes, attempts, state, error } = item;
  const facts: [string, string][] = [
    ['From', from ?? ''],
    ['To', to ?? ''],
    ['Data', `${formatBytes(bytes)} of ${formatBytes(size)} (${formatCount(size)} bytes)`],
    ['Tries', attempts > 0 ? formatNoun(attempts, 'try', 'tries') : ''],
    ['Outcome', error ? '' : outcomeText(item)],
  ];
  return (
    <section className={classes['item']} aria-label="Item">
      <div className={classes['itemHead']}>
        <TransferStateMark state={state} />
        <CloseButton size="sm" aria-label="Close the item" onClick={onClose} />
      </div>
      <FactList facts={facts} />
      {error ? <ProblemNote error={error} action={<CopyButton text={errorText(error)} label="Copy the error" />} /> : null}
    </section>
  );
}
