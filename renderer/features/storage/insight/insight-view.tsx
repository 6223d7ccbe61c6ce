import { useMemo } from 'react';
import type { StorageInsight } from '#shared/model/storage-insight.ts';
import { useRead } from '../../../app/reads.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { formatMoney } from '../../../ui/format/money.ts';
import { formatNoun } from '../../../ui/format/number.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import type { Ask } from '../changes/ask.ts';
import { DetailPane } from '../detail-pane.tsx';
import classes from '../storage.module.css';
import type { StorageState } from '../storage-state.ts';
import type { ChangeStorage } from '../use-storage-state.ts';
import { ClassificationTable } from './classification-table.tsx';
import { FindingTable } from './finding-table.tsx';
import { SampleContent } from './sample-content.tsx';
import { TieringTable } from './tiering-table.tsx';

interface Props {
  state: StorageState;
  change: ChangeStorage;
  onAsk: (ask: Ask) => void;
}

function savings({ tiering }: StorageInsight): string {
  const byCurrency = new Map<string, number>();
  for (const { monthly } of tiering) byCurrency.set(monthly.currency, (byCurrency.get(monthly.currency) ?? 0) - monthly.amount);
  return [...byCurrency].map(([currency, amount]) => `${formatMoney(amount, currency)} a month`).join(', ');
}

function Unread({ insight, onBucket }: { insight: StorageInsight; onBucket: (place: { connectionId: string; bucket: string }) => void }) {
  if (insight.unread.length === 0) return null;
  return (
    <Panel title="Names never read" detail={`${formatNoun(insight.unread.length, 'bucket')}: nothing can be said of their content`}>
      <ul className={classes['plainList']}>
        {insight.unread.map((key) => (
          <li key={`${key.connectionId} ${key.bucket}`}>
            <button type="button" className={classes['crumb']} onClick={() => onBucket(key)}>
              {key.bucket}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What is exposed, misplaced or wasted, over all buckets. */
export function InsightView({ state, change, onAsk }: Props) {
  const read = useRead(['storage', 'insight'], {});
  const onBucket = useMemo(
    () => (place: { connectionId: string; bucket: string }) => change({ bucket: { ...place, prefix: '' }, open: null }),
    [change],
  );
  return (
    <div className={classes['body']}>
      <div className={classes['insight']}>
        <Loaded read={read} height={320}>
          {(insight) => (
            <>
              {insight.problems.map((problem) => (
                <ProblemNote key={problem.message} error={problem} />
              ))}
              <Panel title="Findings" detail={formatNoun(insight.findings.length, 'finding')}>
                {insight.findings.length > 0 ? (
                  <FindingTable findings={insight.findings} onBucket={onBucket} />
                ) : (
                  <EmptyNote title="Nothing was found">No bucket is public, unencrypted or open to others, as far as is known.</EmptyNote>
                )}
              </Panel>
              <Panel
                title="Cheaper classes"
                detail={insight.tiering.length > 0 ? `saves ${savings(insight)}; ${insight.prices.join('; ')}` : insight.prices.join('; ')}
              >
                {insight.tiering.length > 0 ? (
                  <TieringTable advice={insight.tiering} onBucket={onBucket} />
                ) : (
                  <p className="ae-muted">No objects would cost less in another class.</p>
                )}
              </Panel>
              <Panel
                title="What is in the buckets"
                detail="by name, tag and type; by content where it was asked for"
                actions={<SampleContent />}
              >
                <ClassificationTable classifications={insight.classifications} onBucket={onBucket} />
              </Panel>
              <Unread insight={insight} onBucket={onBucket} />
            </>
          )}
        </Loaded>
      </div>
      <DetailPane state={state} change={change} onAsk={onAsk} />
    </div>
  );
}
