import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { Dated } from '#shared/model/freshness.ts';
import type { Overview } from '#shared/model/overview.ts';
import { useScopedHref } from '../../app/scope.ts';
import { ChangeMark } from '../../ui/change-mark.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';

/** Rows of each currency. */
const shown = 6;

/** Largest services this month. Currencies are listed apart, never added. */
export function TopServices({ data, dated }: { data: Overview; dated: Dated }) {
  const href = useScopedHref();
  const rows = data.cost.flatMap(({ currency }) => data.topServices.filter((row) => row.currency === currency).slice(0, shown));
  const link = (service: string | null) =>
    href('/costs', { groupBy: 'ServiceName', range: 'month', granularity: 'daily', filter: `ServiceName in ${JSON.stringify([service])}` });
  return (
    <Panel title="Top services this month" detail="effective cost against the same days of the month before" dated={dated}>
      {rows.length === 0 ? (
        <EmptyNote title="No cost data yet">Connect a cloud account or open a cost file.</EmptyNote>
      ) : (
        <SimpleTable
          label="Top services"
          rows={rows}
          rowKey={(row) => `${row.currency} ${row.service}`}
          columns={[
            {
              key: 'service',
              header: 'Service',
              render: (row) => (
                <Anchor component={Link} href={link(row.service)} size="sm">
                  {row.service ?? 'No service named'}
                </Anchor>
              ),
            },
            { key: 'value', header: 'This month', numeric: true, render: (row) => formatMoney(row.value, row.currency) },
            { key: 'previous', header: 'Month before', numeric: true, render: (row) => formatMoney(row.previous, row.currency) },
            { key: 'change', header: 'Change', numeric: true, render: (row) => <ChangeMark now={row.value} before={row.previous} /> },
          ]}
        />
      )}
    </Panel>
  );
}
