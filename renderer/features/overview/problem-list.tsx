import type { Problem } from '#shared/model/freshness.ts';
import { dataSetNames } from '../../ui/format/data-set.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { formatAge } from '../../ui/format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useNow } from '../../ui/use-now.ts';
import classes from './overview.module.css';

function placeOf({ connectionName, dataSet, scope }: Problem): string {
  return [connectionName ?? 'Console', dataSet ? dataSetNames[dataSet] : '', scope].filter(Boolean).join(' · ');
}

/** What is wrong now, newest first, each with what to do. */
export function ProblemList({ problems }: { problems: Problem[] }) {
  const now = useNow();
  const sorted = [...problems].sort((a, b) => b.at - a.at);
  return (
    <Panel title="Problems" detail={formatNoun(problems.length, 'problem')}>
      {sorted.map((problem) => (
        <div key={`${problem.connectionId} ${problem.dataSet} ${problem.scope} ${problem.error.code}`} className={classes['problem']}>
          <ProblemNote
            error={problem.error}
            place={placeOf(problem)}
            action={<span className="ae-muted">{formatAge(problem.at, now)}</span>}
          />
        </div>
      ))}
    </Panel>
  );
}
