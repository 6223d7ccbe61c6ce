import type { FindResult } from '#shared/model/storage.ts';
import { AgeBadge } from '../../../ui/age-badge.tsx';
import { formatBytes, formatCount, formatNoun } from '../../../ui/format/number.ts';

/** How much was found among how much, how old that is, and how the query was understood. */
export function FindSummary({ result: { total, more, bytes, searched, asOf, terms } }: { result: FindResult }) {
  return (
    <>
      <span role="status" data-testid="found-count">
        {`${more ? 'at least ' : ''}${formatNoun(total, 'object')}, ${formatBytes(bytes)}`}
        <span className="ae-muted">{` among ${formatCount(searched.objects)} names in ${formatNoun(searched.buckets, 'bucket')}`}</span>
      </span>
      <AgeBadge dated={{ asOf, stale: false, problems: [] }} />
      {terms.length > 0 ? <span className="ae-muted">understood as: {terms.join(', ')}</span> : null}
    </>
  );
}
