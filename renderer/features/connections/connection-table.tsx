import type { Connection, Manifest } from '#shared/model/connection.ts';
import type { Freshness, Problem } from '#shared/model/freshness.ts';
import { useRead } from '../../app/reads.ts';
import { foldScopes } from '../../ui/fold-scopes.ts';
import { dataSetNames } from '../../ui/format/data-set.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { SetAge } from '../../ui/set-age.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import classes from './connections.module.css';

interface Props {
  connections: Connection[];
  kinds: Manifest[];
  openId: string | null;
  onOpen: (id: string) => void;
}

function Ages({ sets }: { sets: Freshness[] }) {
  if (sets.length === 0) return <span className="ae-muted">not read yet</span>;
  return foldScopes(sets).map((set) => (
    <div key={set.dataSet} style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
      {dataSetNames[set.dataSet]} <SetAge set={set} />
    </div>
  ));
}

function Problems({ problems, connection }: { problems: Problem[]; connection: Connection }) {
  const check = connection.lastCheckError;
  if (problems.length === 0 && !check) return <span className="ae-muted">none</span>;
  const first = problems[0]?.error ?? check;
  const more = problems.length > 1 ? ` and ${formatNoun(problems.length - 1, 'more', 'more')}` : '';
  return (
    <span style={{ color: 'var(--ae-bad)' }}>
      {first?.message}
      {more}
    </span>
  );
}

/** Connections with the age of each data set and what is wrong. */
export function ConnectionTable({ connections, kinds, openId, onOpen }: Props) {
  const fresh = useRead(['sync', 'freshness'], {}).data;
  return (
    <SimpleTable
      label="Connections"
      rows={connections}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          header: 'Name',
          render: (connection) => (
            <button type="button" className={classes['link']} aria-current={connection.id === openId} onClick={() => onOpen(connection.id)}>
              {connection.name}
            </button>
          ),
        },
        { key: 'kind', header: 'Kind', render: ({ kind }) => kinds.find((one) => one.kind === kind)?.title ?? kind },
        { key: 'account', header: 'Account', render: ({ account }) => account ?? <span className="ae-muted">not checked</span> },
        {
          key: 'ages',
          header: 'Data and age',
          render: ({ id }) => <Ages sets={(fresh?.sets ?? []).filter((set) => set.connectionId === id)} />,
        },
        {
          key: 'problems',
          header: 'Problems',
          render: (connection) => (
            <Problems
              connection={connection}
              problems={(fresh?.problems ?? []).filter(({ connectionId }) => connectionId === connection.id)}
            />
          ),
        },
      ]}
    />
  );
}
