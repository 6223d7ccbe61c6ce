import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { Freshness } from '#shared/model/freshness.ts';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { foldScopes } from '../../ui/fold-scopes.ts';
import { dataSetNames } from '../../ui/format/data-set.ts';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { formatUntil } from '../../ui/format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { SetAge } from '../../ui/set-age.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { useNow } from '../../ui/use-now.ts';

/** How old each cached data set is, and when it is read next. */
export function FreshnessTable({ sets }: { sets: Freshness[] }) {
  const now = useNow();
  const names = new Map((useRead(['connections', 'list'], {}).data ?? []).map(({ id, name }) => [id, name]));
  return (
    <Panel title="Freshness" detail="what is cached, and its age">
      {sets.length === 0 ? (
        <EmptyNote title="Nothing was read yet">Press r to refresh.</EmptyNote>
      ) : (
        <SimpleTable
          label="Freshness"
          rows={foldScopes(sets)}
          rowKey={(set) => `${set.connectionId} ${set.dataSet}`}
          columns={[
            {
              key: 'connection',
              header: 'Connection',
              render: (set) => (
                <Anchor component={Link} href={`/connections?open=${encodeURIComponent(set.connectionId)}`} size="sm">
                  {names.get(set.connectionId) ?? set.connectionId}
                </Anchor>
              ),
            },
            { key: 'set', header: 'Data', render: (set) => dataSetNames[set.dataSet] },
            {
              key: 'scope',
              header: 'Scope',
              render: (set) =>
                set.scopes > 1
                  ? formatNoun(set.scopes, 'account or region', 'accounts or regions')
                  : set.scope || <span className="ae-muted">all</span>,
            },
            { key: 'rows', header: 'Rows', numeric: true, render: (set) => formatCount(set.rows) },
            { key: 'age', header: 'Age', render: (set) => <SetAge set={set} /> },
            {
              key: 'next',
              header: 'Next read',
              numeric: true,
              render: (set) => (set.nextRefresh === null ? <span className="ae-muted">by hand</span> : formatUntil(set.nextRefresh, now)),
            },
          ]}
        />
      )}
    </Panel>
  );
}
