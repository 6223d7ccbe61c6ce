import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import type { CachedMachine } from '#shared/model/machine.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useHost } from '../../app/host.tsx';
import { useZone } from '../../app/preferences.ts';
import { readOptions, useRead } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { useScope } from '../../app/scope.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { DataGrid } from '../../ui/grid/data-grid.tsx';
import { useSavedView } from '../../ui/grid/use-saved-view.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { ColumnMenu } from './column-menu.tsx';
import classes from './compute.module.css';
import { type ComputeState, computeFromSearch, computeToParams, machineQuery, sortColumn } from './compute-state.ts';
import { ComputeToolbar } from './compute-toolbar.tsx';
import { defaultColumns, machineGridColumns } from './machine-columns.tsx';
import { MachineDetail } from './machine-detail.tsx';

const firstView = { columns: defaultColumns, widths: {}, sort: { column: 'name', descending: false } };
const keyOf = (machine: Pick<CachedMachine, 'connectionId' | 'id'>) => `${machine.connectionId} ${machine.id}`;

function useComputeState(): [ComputeState, (change: Partial<ComputeState>) => void] {
  const search = useHashSearch();
  const setSearch = useSetSearch();
  const state = useMemo(() => computeFromSearch(search), [search]);
  return [state, useCallback((change) => setSearch(computeToParams(change)), [setSearch])];
}

function useMachines(query: ReturnType<typeof machineQuery>, sort: NonNullable<ComputeState['sort']>) {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['compute', 'query'], { ...query, sort, offset, limit });
      return { ...options, queryFn: async (context: { signal: AbortSignal }) => options.queryFn(context) };
    },
    [host, query, sort],
  );
  return useWindow(ask);
}

function NothingFound({ all }: { all: number }) {
  return all === 0 ? (
    <EmptyNote title="No machines in the cache">
      Add a connection that offers compute (AWS or the demo organisation), then press r to refresh.
    </EmptyNote>
  ) : (
    <EmptyNote title="No machine matches">Remove filters or the scope above: {formatCount(all)} machines are in the cache.</EmptyNote>
  );
}

function useGridColumns(tagKeys: string[]) {
  const zone = useZone();
  const list = useRead(['connections', 'list'], {}).data;
  return useMemo(() => {
    const connections = new Map((list ?? []).map(({ id, name }) => [id, name]));
    return machineGridColumns({ zone, connections }, tagKeys);
  }, [zone, list, tagKeys]);
}

const noKeys: string[] = [];

/** All machines of all connections. */
export function ComputeScreen() {
  const [state, change] = useComputeState();
  const scope = useScope();
  const { view, setView, reset } = useSavedView('compute', firstView);
  const sort = useMemo(() => {
    const column = sortColumn(view.sort?.column ?? 'name') ?? 'name';
    return state.sort ?? { column, descending: view.sort?.descending ?? false };
  }, [state.sort, view.sort]);
  const query = useMemo(() => machineQuery(state, scope), [state, scope]);
  const rows = useMachines(query, sort);
  const result = rows.first;
  const facets = useRead(['compute', 'facets'], query, { keep: true }).data;
  const columns = useGridColumns(facets?.tagKeys ?? noKeys);
  const save = useSaveFile();
  const exportCsv = () =>
    save('machines.csv', (target, { services }) => services.compute.export({ query: { ...query, sort }, columns: view.columns, target }));
  const grid = (
    <DataGrid
      label="Machines"
      columns={columns}
      view={{ ...view, sort }}
      onView={(next) => {
        setView(next);
        const column = sortColumn(next.sort?.column ?? '');
        if (next.sort && column && (column !== sort.column || next.sort.descending !== sort.descending))
          change({ sort: { column, descending: next.sort.descending } });
      }}
      rows={rows}
      rowKey={keyOf}
      openKey={state.open ? `${state.open.connectionId} ${state.open.machineId}` : null}
      onOpen={(machine) => change({ open: { connectionId: machine.connectionId, machineId: machine.id } })}
    />
  );
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Compute"
        dated={result}
        detail={
          result ? (
            <span role="status" data-testid="machine-count">{`${formatCount(result.total)} of ${formatCount(result.all)} machines`}</span>
          ) : undefined
        }
        actions={
          <>
            <ColumnMenu columns={columns} view={view} onView={setView} onReset={reset} />
            <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => void exportCsv()}>
              Export CSV
            </Button>
          </>
        }
      />
      <ComputeToolbar state={state} facets={facets} onChange={change} />
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      <div className={classes['body']} aria-busy={rows.loading}>
        {result && result.total === 0 ? <NothingFound all={result.all} /> : <div className={classes['grid']}>{grid}</div>}
        {state.open ? (
          <SidePane label="machine detail">
            <MachineDetail {...state.open} onClose={() => change({ open: null })} />
          </SidePane>
        ) : null}
      </div>
    </div>
  );
}
