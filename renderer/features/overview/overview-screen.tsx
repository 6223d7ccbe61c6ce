import { Button } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { Overview as OverviewData } from '#shared/model/overview.ts';
import { useOpenCostFiles } from '../../app/open-files.ts';
import { useRead } from '../../app/reads.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CostTrend } from './cost-trend.tsx';
import { datedSet } from './dated-set.ts';
import { FreshnessTable } from './freshness-table.tsx';
import { MachineCounts } from './machine-counts.tsx';
import classes from './overview.module.css';
import { ProblemList } from './problem-list.tsx';
import { TopServices } from './top-services.tsx';

const FirstRun = lazy(async () => ({ default: (await import('../first-run/first-run.tsx')).FirstRun }));

/** The currency with the larger figure first; nothing is added or converted for it. */
function inOrder(data: OverviewData): OverviewData {
  return { ...data, cost: [...data.cost].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)) };
}

function Content({ data }: { data: OverviewData }) {
  const now = useNow();
  const costs = datedSet(data, 'costs', now);
  return (
    <div className={classes['page']}>
      <div className={classes['trends']}>
        {data.cost.map((comparison) => (
          <CostTrend key={comparison.currency} comparison={comparison} dated={costs} />
        ))}
      </div>
      {data.problems.length > 0 ? <ProblemList problems={data.problems} /> : null}
      <div className={classes['pair']}>
        <TopServices data={data} dated={costs} />
        <MachineCounts data={data} dated={datedSet(data, 'machines', now)} />
      </div>
      <FreshnessTable sets={data.freshness} />
    </div>
  );
}

function Actions() {
  const openFiles = useOpenCostFiles();
  return (
    <>
      <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={() => void openFiles()}>
        Open a cost file
      </Button>
      <Button component={Link} href="/connections?add=" leftSection={<IconPlus size={15} />}>
        Add a connection
      </Button>
    </>
  );
}

/** First screen: cost this month against last, machines, problems, freshness. Covers every connection. */
export function Overview() {
  const read = useRead(['overview', 'get'], {});
  if (read.data?.connections === 0)
    return (
      <Suspense>
        <FirstRun />
      </Suspense>
    );
  return (
    <>
      <PageHeader title="Overview" dated={read.data} detail="All connections" actions={<Actions />} />
      <Loaded read={read} height={280}>
        {(data) => <Content data={inOrder(data)} />}
      </Loaded>
    </>
  );
}
