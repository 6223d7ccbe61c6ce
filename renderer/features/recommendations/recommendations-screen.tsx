import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import {
  type Recommendation,
  type RecommendationKind,
  type RecommendationResult,
  recommendationKinds,
} from '#shared/model/recommendation.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useRead } from '../../app/reads.ts';
import { useScope } from '../../app/scope.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { providerName } from '../../ui/format/provider.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { usePlan } from '../actions/use-plan.ts';
import { RecommendationDetail } from './recommendation-detail.tsx';
import { RecommendationTable } from './recommendation-table.tsx';
import classes from './recommendations.module.css';

const kindNames: Record<RecommendationKind, string> = {
  resize: 'Resize',
  idle: 'Idle',
  unattached_disk: 'Disks',
  unattached_address: 'Addresses',
};

function kindOf(text: string | null): RecommendationKind | null {
  return recommendationKinds.find((kind) => kind === text) ?? null;
}

function useShown() {
  const params = new URLSearchParams(useHashSearch());
  return { kind: kindOf(params.get('kind')), text: params.get('text') ?? '', dismissed: params.has('dismissed'), open: params.get('open') };
}

type Shown = ReturnType<typeof useShown>;

function visible(all: Recommendation[], { text }: Shown, scope: ReturnType<typeof useScope>): Recommendation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    if (scope.account !== null && scope.account !== one.account) return false;
    if (scope.region !== null && scope.region !== one.region) return false;
    if (scope.environment !== null && scope.environment !== one.environment) return false;
    const hay = `${one.name} ${one.accountName} ${one.region} ${one.environment} ${one.title}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

function savingsOf(shown: Recommendation[]): string {
  const sums = new Map<string, number>();
  for (const { saving, dismissed } of shown)
    if (saving && !dismissed) sums.set(saving.currency, (sums.get(saving.currency) ?? 0) - saving.amount);
  return [...sums].map(([currency, amount]) => `${formatMoney(amount, currency)} a month to save`).join(', ');
}

function Sources({ result }: { result: RecommendationResult }) {
  const tables = result.priceTables.map(({ provider, date }) => `${providerName(provider)} of ${date}`).join(', ');
  return (
    <p className="ae-muted">
      {formatNoun(result.considered, 'resource')} looked at, {formatCount(result.unmeasured)} without enough measurements.
      {tables ? ` List prices: ${tables}.` : ''}
    </p>
  );
}

function Nothing({ result }: { result: RecommendationResult }) {
  if (result.considered === 0)
    return <EmptyNote title="Nothing to look at yet">Add a connection that offers compute, then press r to refresh.</EmptyNote>;
  return (
    <EmptyNote title="No recommendation here">
      {result.unmeasured > 0
        ? `${formatNoun(result.unmeasured, 'machine')} have less than a day of measurements. Turn background metrics on in their connection, and come back in a day.`
        : 'What runs is used. Change the filter or the scope above to see more.'}
    </EmptyNote>
  );
}

function Toolbar({ shown, change }: { shown: Shown; change: ReturnType<typeof useSetSearch> }) {
  const kinds = [{ value: 'all', label: 'All' }, ...recommendationKinds.map((kind) => ({ value: kind, label: kindNames[kind] }))];
  return (
    <div className={classes['toolbar']}>
      <TextInput
        value={shown.text}
        onChange={(event) => change({ text: event.currentTarget.value || null })}
        placeholder="Filter"
        aria-label="Filter recommendations"
        w={220}
      />
      <SegmentedControl
        data={kinds}
        value={shown.kind ?? 'all'}
        aria-label="Kind"
        onChange={(kind) => change({ kind: kind === 'all' ? null : kind })}
      />
      <Checkbox
        label="Show dismissed"
        checked={shown.dismissed}
        onChange={(event) => change({ dismissed: event.currentTarget.checked ? '1' : null })}
      />
    </div>
  );
}

/** What could be smaller, stopped or deleted, with the evidence; each one click away from its plan. */
export function RecommendationsScreen() {
  const shown = useShown();
  const change = useSetSearch();
  const scope = useScope();
  const plan = usePlan();
  const read = useRead(
    ['recommendations', 'list'],
    { kinds: shown.kind ? [shown.kind] : [], connectionId: scope.connection, includeDismissed: shown.dismissed },
    { keep: true },
  );
  const rows = useMemo(() => visible(read.data?.recommendations ?? [], shown, scope), [read.data, shown, scope]);
  const open = rows.find((one) => one.id === shown.open);
  const onPlan = ({ action, connectionId, machineId }: Recommendation) => {
    if (action) plan({ action: action.name, targets: { machines: [{ connectionId, machineId }] }, input: action.input });
  };
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Savings"
        detail={
          read.data ? (
            <span role="status">{[formatNoun(rows.length, 'recommendation'), savingsOf(rows)].filter(Boolean).join(' · ')}</span>
          ) : undefined
        }
      />
      <Toolbar shown={shown} change={change} />
      <div className={classes['body']}>
        <div className={classes['list']}>
          <Loaded read={read} height={200}>
            {(result) => (
              <>
                <Sources result={result} />
                {rows.length === 0 ? (
                  <Nothing result={result} />
                ) : (
                  <RecommendationTable recommendations={rows} onPlan={onPlan} onOpen={({ id }) => change({ open: id })} />
                )}
              </>
            )}
          </Loaded>
        </div>
        {open ? (
          <SidePane label="recommendation">
            <RecommendationDetail one={open} onPlan={onPlan} onClose={() => change({ open: null })} />
          </SidePane>
        ) : null}
      </div>
    </div>
  );
}
