import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { CachedMachine, MachineSelection } from '#shared/model/machine.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useZone } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { useScope } from '../../app/scope.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { DataGrid } from '../../ui/grid/data-grid.tsx';
import { useSavedView } from '../../ui/grid/use-saved-view.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useSparks } from '../metrics/sparks.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ColumnMenu } from './column-menu.tsx';
import classes from './compute.module.css';
import { type ComputeState, computeFromSearch, computeToParams, machineQuery, sortColumn } from './compute-state.ts';
import { ComputeToolbar } from './compute-toolbar.tsx';
import { MachineDrawer } from './drawer/machine-drawer.tsx';
import { GroupPicker } from './group-picker.tsx';
import { defaultColumns, machineGridColumns, shownOnly } from './machine-columns.tsx';
import { RowMenu, type RowMenuPlace } from './row-menu.tsx';
import { useGroups, useMachinePage, useMachines } from './use-machines.ts';
import { useMachineSelection } from './use-selection.ts';

const firstView = { columns: defaultColumns, widths: {}, sort: { column: 'name', descending: false } };
const keyOf = (machine: Pick<CachedMachine, 'connectionId' | 'id'>) => `${machine.connectionId} ${machine.id}`;

function useComputeState(): [ComputeState, (change: Partial<ComputeState>) => void] {
  const search = useHashSearch();
  const setSearch = useSetSearch();
  const state = useMemo(() => computeFromSearch(search), [search]);
  return [state, useCallback((change) => setSearch(computeToParams(change)), [setSearch])];
}

function NothingFound({ all }: { all: number }) {
  return all === 0 ? (
    <EmptyNote title="No machines in the cache">
      Add a connection that offers compute (AWS, Azure, Google Cloud or the demo organisation), then press r to refresh.
    </EmptyNote>
  ) : (
    <EmptyNote title="No machine matches">Remove filters or the scope above: {formatCount(all)} are in the cache.</EmptyNote>
  );
}

function useGridColumns(tagKeys: string[], spark: ReturnType<typeof useSparks>) {
  const zone = useZone();
  const list = useRead(['connections', 'list'], {}).data;
  return useMemo(() => {
    const connections = new Map((list ?? []).map(({ id, name }) => [id, name]));
    return machineGridColumns({ zone, connections, spark }, tagKeys);
  }, [zone, list, spark, tagKeys]);
}

const noKeys: string[] = [];

/** `machines` as long as nothing else is in the cache. */
function useNoun(): string {
  const kinds = useRead(['compute', 'facets'], {}, { keep: true }).data?.kind ?? {};
  return Object.keys(kinds).some((kind) => kind !== 'machine') ? 'resources' : 'machines';
}

function useQuestion(state: ComputeState, saved: { column: string; descending: boolean } | null) {
  const scope = useScope();
  const { text, where, group } = state;
  const query: MachineSelection = useMemo(() => machineQuery({ text, where }, scope), [text, where, scope]);
  const sort = useMemo(() => {
    const column = sortColumn(saved?.column ?? 'name') ?? 'name';
    return state.sort ?? { column, descending: saved?.descending ?? false };
  }, [state.sort, saved]);
  return useMemo(() => ({ query, sort, group }), [query, sort, group]);
}

function useFolding(state: ComputeState, change: (next: Partial<ComputeState>) => void) {
  const folded = useMemo(() => new Set(state.folded), [state.folded]);
  const onFold = (value: string, fold: boolean) => {
    const others = state.folded.filter((one) => one !== value);
    change({ folded: fold ? [...others, value] : others });
  };
  return { folded, onFold };
}

/** Everything that runs, of all connections, kinds and providers. */
export function ComputeScreen() {
  const [state, change] = useComputeState();
  const { view, setView, reset } = useSavedView('compute', firstView);
  const question = useQuestion(state, view.sort);
  const { query, sort, group } = question;
  const gridView = useMemo(() => ({ ...view, sort }), [view, sort]);
  const rows = useMachines(question);
  const groups = useGroups(question);
  const folding = useFolding(state, change);
  const result = rows.first;
  const facets = useRead(['compute', 'facets'], query, { keep: true }).data;
  const inSight = rows.inSight.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => rows.at(first + index)));
  const spark = useSparks(view.columns.includes('spark') ? inSight.filter((row) => row !== undefined) : [], 'cpu');
  const columns = useGridColumns(facets?.tagKeys ?? noKeys, spark);
  const noun = useNoun();
  const page = useMachinePage(question);
  const selection = useMachineSelection({ query, total: result?.total ?? 0, at: rows.at, page, group });
  const [menu, setMenu] = useState<RowMenuPlace | null>(null);
  const save = useSaveFile();
  const exported = view.columns.filter((id) => !shownOnly.includes(id));
  const exportCsv = () =>
    save('machines.csv', (target, { services }) =>
      services.compute.export({ query: { ...query, sort, groupBy: group }, columns: exported, target }),
    );
  const open = (machine: CachedMachine) => change({ open: { connectionId: machine.connectionId, machineId: machine.id } });
  const grid = (
    // Other groups are another list: it is looked at from its beginning.
    <DataGrid
      key={group}
      label="Machines"
      columns={columns}
      view={gridView}
      onView={(next) => {
        setView(next);
        const column = sortColumn(next.sort?.column ?? '');
        if (next.sort && column && (column !== sort.column || next.sort.descending !== sort.descending))
          change({ sort: { column, descending: next.sort.descending } });
      }}
      rows={rows}
      rowKey={keyOf}
      openKey={state.open ? `${state.open.connectionId} ${state.open.machineId}` : null}
      onOpen={open}
      onMenu={(machine, at) => setMenu({ machine, at })}
      selection={selection.grid}
      groups={groups && { list: groups, ...folding }}
    />
  );
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Compute"
        dated={result}
        detail={
          result ? (
            <span role="status" data-testid="machine-count">{`${formatCount(result.total)} of ${formatCount(result.all)} ${noun}`}</span>
          ) : undefined
        }
        actions={
          <>
            <GroupPicker value={group} tagKeys={facets?.tagKeys ?? noKeys} onChange={(next) => change({ group: next, folded: [] })} />
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
          <SidePane label="machine detail" width={456}>
            <MachineDrawer {...state.open} tab={state.tab} onTab={(tab) => change({ tab })} onClose={() => change({ open: null })} />
          </SidePane>
        ) : null}
      </div>
      {/* Below the rows, so that choosing the first one moves none of them. */}
      {selection.grid.state === 'none' ? null : <BulkBar selection={selection} />}
      {menu ? (
        <RowMenu
          place={menu}
          selection={selection.count > 1 && selection.grid.has(menu.machine) ? selection : null}
          onOpen={(tab) => change({ open: { connectionId: menu.machine.connectionId, machineId: menu.machine.id }, tab })}
          onClose={() => setMenu(null)}
        />
      ) : null}
    </div>
  );
}
