import { Anchor } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import type { CostInventory } from '#shared/model/cost.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useSettings } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { useScope } from '../../app/scope.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatCount } from '../../ui/format/number.ts';
import { formatPeriod } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { CostSections } from './cost-sections.tsx';
import classes from './costs.module.css';
import { type CostsView, chartQuery, drillQuery } from './costs-query.ts';
import { type CostsState, costsFromSearch, costsToParams, type Drill } from './costs-state.ts';
import { CostsToolbar } from './costs-toolbar.tsx';
import { dimensionName } from './dimension-names.ts';
import { DrillDrawer } from './drill-drawer.tsx';
import { pivots } from './pivot.ts';
import { ExportMenu, ShareMenu } from './share-menu.tsx';

function useCostsState(): [CostsState, (change: Partial<CostsState>) => void] {
  const search = useHashSearch();
  const setSearch = useSetSearch();
  const state = useMemo(() => costsFromSearch(search), [search]);
  // Each change of the view is a place to come back to; so is an opened drill-down.
  const change = useCallback((next: Partial<CostsState>) => setSearch(costsToParams(next), { replace: false }), [setSearch]);
  return [state, change];
}

function drillTitle({ period, group, other, currency }: Drill, { state }: CostsView): string {
  const what = other
    ? `Other ${dimensionName(state.groupBy ?? '').toLowerCase()}`
    : group === undefined
      ? 'All charges'
      : (group ?? 'No value');
  return [what, period ? formatPeriod(period) : 'whole range', currency].filter(Boolean).join(' · ');
}

function Costs({ inventory }: { inventory: CostInventory }) {
  const [state, change] = useCostsState();
  const scope = useScope();
  const preferred = useSettings()?.currency ?? null;
  const view = useMemo<CostsView>(() => ({ state, scope, inventory, preferred }), [state, scope, inventory, preferred]);
  const query = useMemo(() => chartQuery(view), [view]);
  const read = useRead(['costs', 'query'], query, { keep: true });
  const all = useMemo(() => pivots(read.data?.rows ?? []), [read.data]);
  const shown = useMemo(
    () => [...new Set(all.flatMap((pivot) => pivot.groups.filter((group) => !group.other).map((group) => group.value)))],
    [all],
  );
  const drill = useMemo(() => (state.drill ? drillQuery(view, state.drill, shown) : null), [view, state.drill, shown]);
  const close = useCallback(() => change({ drill: null }), [change]);
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Costs"
        dated={read.data}
        detail={
          read.data
            ? `${formatCount(read.data.chargeRows)} charges · days in UTC${read.isPlaceholderData ? ' · updating…' : ''}`
            : undefined
        }
        actions={
          <>
            <ShareMenu query={query} />
            <ExportMenu query={query} />
          </>
        }
      />
      <CostsToolbar view={view} onChange={change} />
      <Loaded read={read} height={300}>
        {(result) => (
          <CostSections
            result={result}
            pivots={all}
            query={query}
            firstDay={inventory.firstDay}
            onDrill={(next) => change({ drill: next })}
            busy={read.isPlaceholderData}
          />
        )}
      </Loaded>
      {state.drill && drill ? <DrillDrawer title={drillTitle(state.drill, view)} query={drill} onClose={close} /> : null}
    </div>
  );
}

function NoCosts() {
  return (
    <EmptyNote title="No cost data in the cache">
      <Anchor component={Link} href="/connections?add=" underline="always">
        Connect a cloud account
      </Anchor>
      , or drop a FOCUS cost file (CSV, CSV.gz or Parquet) on this window.
    </EmptyNote>
  );
}

/** Costs by any FOCUS dimension or tag, down to the charges. */
export function CostsScreen() {
  const inventory = useRead(['costs', 'inventory'], {});
  const empty = inventory.data?.rows === 0;
  return (
    <>
      {inventory.data && !empty ? null : <PageHeader title="Costs" dated={inventory.data} />}
      <Loaded read={inventory} height={300}>
        {(data) => (data.rows === 0 ? <NoCosts /> : <Costs inventory={data} />)}
      </Loaded>
    </>
  );
}
