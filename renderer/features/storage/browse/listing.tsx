import { type KeyboardEvent, useMemo, useState } from 'react';
import { type BrowseResult, objectSorts } from '#shared/model/storage.ts';
import { useZone } from '../../../app/preferences.ts';
import { useRead } from '../../../app/reads.ts';
import { AgeBadge } from '../../../ui/age-badge.tsx';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { formatBytes, formatNoun } from '../../../ui/format/number.ts';
import { DataGrid } from '../../../ui/grid/data-grid.tsx';
import { useSavedView } from '../../../ui/grid/use-saved-view.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { pickedText } from '../changes/form-frame.tsx';
import type { Place } from '../places.ts';
import classes from '../storage.module.css';
import type { Sort } from '../storage-state.ts';
import { useStores } from '../use-stores.ts';
import { CommandMenu } from './command-menu.tsx';
import { commandsFor } from './commands.ts';
import { startDrag } from './drag-rows.ts';
import { listingColumns, listingView } from './listing-columns.tsx';
import { listingKey } from './listing-keys.ts';
import { countPicked, type Picked, pickedOf, pickedRow } from './picked.ts';
import { SelectionBar } from './selection-bar.tsx';
import { type ListingRow, rowKeyOf, useListing, useListingPage } from './use-listing.ts';
import { useRowSelection } from './use-row-selection.ts';
import { type Doing, useRunCommand } from './use-run-command.ts';

interface Props {
  place: Place;
  text: string;
  sort: Sort;
  label: string;
  /** `connection bucket key` of the object in the detail. */
  openKey: string | null;
  doing: Doing;
  onSort: (sort: Sort) => void;
  /** Keys of the pane; true: used. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** Half as wide: the time of change has to be in sight still. */
const halfView = { ...listingView, widths: { name: 206 } };

/** What the folder holds, how old that is, and whether more is on its way. */
function Foot({ result }: { result: BrowseResult }) {
  return (
    <div className={classes['foot']}>
      <span role="status" data-testid="listing-count">
        {`${formatNoun(result.total, 'row')} · ${formatBytes(result.bytes)} in objects here`}
        {result.listing ? ' · the provider is still listing…' : ''}
        {result.cached ? ' · from the index of names' : ''}
      </span>
      <AgeBadge dated={result} />
    </div>
  );
}

function Nothing({ text, loading }: { text: string; loading: boolean }) {
  if (loading) return <EmptyNote title="Listing…">Rows appear as the provider sends them.</EmptyNote>;
  return text ? (
    <EmptyNote title="Nothing here matches">Clear the filter, or search all buckets with Search.</EmptyNote>
  ) : (
    <EmptyNote title="This folder is empty">Upload files, or drag them in.</EmptyNote>
  );
}

/** What can be done with rows of the listing. */
function useCommands(place: Place, doing: Doing) {
  const { of } = useStores();
  const info = useRead(['app', 'info'], {}).data;
  const features = of(place.connectionId)?.features;
  const run = useRunCommand(doing);
  const context = { dual: doing.other !== null, browser: info?.host === 'headless' };
  return {
    run,
    hasClasses: (features?.classes.length ?? 0) > 0,
    commands: (picked: Picked) => (features ? commandsFor(picked, { features, ...context }) : []),
  };
}

/** Rows of one folder: any number, chosen and acted on. */
export function Listing({ place, text, sort, label, openKey, doing, onSort, onKey }: Props) {
  const zone = useZone();
  const { view, setView } = useSavedView(doing.other ? 'storage-two-panes' : 'storage', doing.other ? halfView : listingView);
  const question = { place, text, sort };
  const rows = useListing(question);
  const page = useListingPage(question);
  const result = rows.first;
  const selection = useRowSelection({ total: result?.total ?? 0, filtered: text !== '', at: rows.at, page });
  const { run, commands, hasClasses } = useCommands(place, doing);
  const [menu, setMenu] = useState<{ row: ListingRow; at: { x: number; y: number } } | null>(null);
  const columns = useMemo(() => listingColumns(place.prefix, zone, hasClasses), [place.prefix, zone, hasClasses]);
  const chosen = pickedOf(place, selection.chosen);
  /** A row that belongs to what is chosen stands for all of it. */
  const pickedFor = (row: ListingRow): Picked => (selection.count > 0 && selection.grid.has(row) ? chosen : pickedRow(place, row));
  const gridView = useMemo(() => ({ ...view, sort }), [view, sort]);
  const onRowKey = (event: KeyboardEvent, row: ListingRow | undefined): boolean => {
    if (onKey(event)) return true;
    const key = listingKey(event, doing.other !== null);
    const picked = selection.count > 0 ? chosen : row && pickedRow(place, row);
    const command = picked && commands(picked).find(({ id }) => id === key);
    if (picked && command) run(command.id, picked);
    return command !== undefined;
  };
  const open = (row: ListingRow) => run('open', pickedRow(place, row));
  return (
    <>
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      <div className={classes['grid']} aria-busy={rows.loading}>
        <DataGrid
          label={label}
          columns={columns}
          view={gridView}
          onView={(next) => {
            setView({ ...next, sort: null });
            const column = objectSorts.find((one) => one === next.sort?.column);
            if (next.sort && column && (column !== sort.column || next.sort.descending !== sort.descending))
              onSort({ column, descending: next.sort.descending });
          }}
          rows={rows}
          rowKey={(row) => (row.kind === 'object' ? `${place.connectionId} ${place.bucket} ${row.object.key}` : rowKeyOf(row))}
          openKey={openKey}
          onOpen={open}
          onMenu={(row, at) => setMenu({ row, at })}
          selection={selection.grid}
          onRowKey={onRowKey}
          onDragRow={(row, data) => startDrag(data, pickedFor(row))}
        />
        {(result?.total ?? 0) === 0 && !rows.error ? (
          <div className={classes['over']}>
            <Nothing text={text} loading={!result || result.listing} />
          </div>
        ) : null}
      </div>
      {selection.count > 0 ? (
        <SelectionBar
          picked={chosen}
          count={selection.count}
          commands={commands(chosen)}
          onRun={(id) => run(id, chosen)}
          onClear={selection.grid.clear}
        />
      ) : null}
      {result ? <Foot result={result} /> : null}
      {menu ? (
        <CommandMenu
          at={menu.at}
          name={countPicked(pickedFor(menu.row)) > 1 ? `${selection.count} selected rows` : pickedText(pickedFor(menu.row))}
          commands={commands(pickedFor(menu.row))}
          onRun={(id) => run(id, pickedFor(menu.row))}
          onClose={() => setMenu(null)}
        />
      ) : null}
    </>
  );
}
