import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import type { Recommendation } from '#shared/model/recommendation.ts';
import { formatAmount } from '../../ui/format/money.ts';
import { formatCount } from '../../ui/format/number.ts';
import { EnvironmentMark } from '../../ui/machine-state.tsx';
import { SimpleTable, type TableColumn } from '../../ui/simple-table.tsx';

/** Rows shown before one asks for more. */
const firstRows = 200;

interface Props {
  recommendations: Recommendation[];
  onOpen: (one: Recommendation) => void;
  onPlan: (one: Recommendation) => void;
}

function columnsOf({ onOpen, onPlan }: Omit<Props, 'recommendations'>): TableColumn<Recommendation>[] {
  return [
    {
      key: 'name',
      header: 'Machine',
      render: (one) => (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => onOpen(one)}>
          {one.name}
        </Anchor>
      ),
    },
    { key: 'environment', header: 'Environment', render: (one) => <EnvironmentMark environment={one.environment} /> },
    { key: 'account', header: 'Account', render: (one) => one.accountName || one.account },
    { key: 'region', header: 'Region', render: (one) => one.region },
    { key: 'title', header: 'Advice', render: (one) => one.title },
    {
      key: 'saving',
      header: 'USD / month',
      numeric: true,
      render: (one) => (one.saving ? formatAmount(one.saving.amount, one.saving.currency) : <span className="ae-muted">no price</span>),
    },
    { key: 'confidence', header: 'Confidence', render: (one) => one.confidence },
    {
      key: 'action',
      header: '',
      render: (one) =>
        one.dismissed ? (
          <span className="ae-muted">dismissed</span>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            disabled={one.action === null}
            onClick={() => onPlan(one)}
            aria-label={`Plan: ${one.name}, ${one.title}`}
          >
            Plan…
          </Button>
        ),
    },
  ];
}

/** Advice, the largest saving first. */
export function RecommendationTable({ recommendations, ...handlers }: Props) {
  const [shown, setShown] = useState(firstRows);
  const more = recommendations.length - shown;
  return (
    <>
      <SimpleTable label="Recommendations" columns={columnsOf(handlers)} rows={recommendations.slice(0, shown)} rowKey={(one) => one.id} />
      {more > 0 ? (
        <Button variant="subtle" mt={8} onClick={() => setShown(shown + firstRows * 5)}>
          Show more ({formatCount(more)} left)
        </Button>
      ) : null}
    </>
  );
}
