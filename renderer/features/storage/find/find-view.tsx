import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { type FindResult, type FoundObject, objectSorts } from '#shared/model/storage.ts';
import { useHost } from '../../../app/host.tsx';
import { useZone } from '../../../app/preferences.ts';
import { readOptions } from '../../../app/reads.ts';
import { CopyCliButton } from '../../../ui/copy-cli-button.tsx';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { FilterBox } from '../../../ui/filter-box.tsx';
import { DataGrid } from '../../../ui/grid/data-grid.tsx';
import type { GridView } from '../../../ui/grid/grid-view.ts';
import { useWindow } from '../../../ui/grid/use-window.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import type { Ask } from '../changes/ask.ts';
import { DetailPane } from '../detail-pane.tsx';
import { findCommand } from '../read-commands.ts';
import classes from '../storage.module.css';
import { type Sort, type StorageState, wentTo } from '../storage-state.ts';
import type { ChangeStorage } from '../use-storage-state.ts';
import { useStores } from '../use-stores.ts';
import { findColumns, findView } from './find-columns.tsx';
import { FindSummary } from './find-summary.tsx';
import { SyntaxHelp } from './syntax-help.tsx';

interface Props {
  state: StorageState;
  change: ChangeStorage;
  onAsk: (ask: Ask) => void;
}

const keyOf = ({ connectionId, bucket, key }: FoundObject) => `${connectionId} ${bucket} ${key}`;

function useFind(query: string, sort: Sort | null) {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['storage', 'find'], { query, sort, offset, limit });
      const nothing: FindResult = {
        rows: [],
        total: 0,
        more: false,
        bytes: 0,
        searched: { objects: 0, buckets: 0 },
        asOf: null,
        terms: [],
      };
      return {
        ...options,
        queryFn: async (context: { signal: AbortSignal }) => (query.trim() === '' ? nothing : options.queryFn(context)),
      };
    },
    [host, query, sort],
  );
  return useWindow<FindResult>(ask, 500);
}

/** Finds objects of all buckets by the index of names, with or without a network. */
export function FindView({ state, change, onAsk }: Props) {
  const zone = useZone();
  const { of } = useStores();
  const [sort, setSort] = useState<Sort | null>(null);
  const rows = useFind(state.query, sort);
  const [view, setView] = useState<GridView>(findView);
  const onQuery = useMemo(() => (query: string) => change({ query }), [change]);
  const result = rows.first;
  const openLocation = ({ connectionId, bucket, key }: FoundObject) =>
    change(
      {
        mode: 'browse',
        left: wentTo(state.left, { connectionId, bucket, prefix: key.slice(0, key.lastIndexOf('/', key.length - 2) + 1) }),
        side: 'left',
        open: { connectionId, bucket, key },
      },
      { replace: false },
    );
  const columns = findColumns({ zone, connectionName: (id) => of(id)?.name ?? id, onLocation: openLocation });
  return (
    <>
      <div className={classes['searchBar']}>
        <FilterBox
          className={classes['searchBox']}
          text={state.query}
          label="Search all buckets"
          placeholder="invoice ext:pdf size>1MB modified<2025-01-01"
          noun="search"
          icon={<IconSearch size={14} />}
          maxLength={500}
          autoFocus
          onChange={onQuery}
        />
        {result && state.query ? <FindSummary result={result} /> : null}
        {state.query === '' ? null : <CopyCliButton command={findCommand(state.query)} does="searches for it" />}
      </div>
      {state.query === '' ? <SyntaxHelp onExample={onQuery} /> : null}
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      <div className={classes['body']} aria-busy={rows.loading}>
        {state.query !== '' ? (
          <div className={classes['results']}>
            {result?.total === 0 && !rows.loading ? (
              <EmptyNote title="No object matches">
                Only buckets whose names were read are searched: open a bucket's details and press "Read all names".
              </EmptyNote>
            ) : (
              <DataGrid
                label="Objects found"
                columns={columns}
                view={{ ...view, sort }}
                onView={(next) => {
                  setView(next);
                  const column = objectSorts.find((one) => one === next.sort?.column);
                  if (next.sort && column) setSort({ column, descending: next.sort.descending });
                }}
                rows={rows}
                rowKey={keyOf}
                openKey={state.open && keyOf({ ...state.open, size: 0, modified: 0, storageClass: '', etag: null })}
                onOpen={({ connectionId, bucket, key }) => change({ open: { connectionId, bucket, key } })}
                onRowKey={(event, row) => {
                  if (event.key !== 'l' || !row) return false;
                  openLocation(row);
                  return true;
                }}
              />
            )}
          </div>
        ) : (
          <div className={classes['welcome']} />
        )}
        <DetailPane state={state} change={change} onAsk={onAsk} />
      </div>
    </>
  );
}
