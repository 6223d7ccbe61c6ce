import { useState } from 'react';
import type { Reply } from '#shared/errors/reply.ts';
import type { CheckResult } from '#shared/model/connection.ts';
import { type Input, useCall } from '../../app/reads.ts';
import { dataSetNames } from '../../ui/format/data-set.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './connections.module.css';

type Outcome = Reply<CheckResult> | null;

/** Runs a check and keeps its outcome. */
export function useCheck() {
  const call = useCall();
  const [checking, setChecking] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const check = async (input: Input<'connections', 'check'>) => {
    setChecking(true);
    setOutcome(await call(['connections', 'check'], input));
    setChecking(false);
  };
  return { check, checking, outcome };
}

function Result({ result }: { result: CheckResult }) {
  return (
    <div className={classes['good']} role="status">
      <div>
        Signed in to <strong>{result.account}</strong>
        {result.identity ? <span className="ae-muted"> as {result.identity}</span> : null}
      </div>
      {result.missing.length === 0 ? <div>All permissions are there.</div> : null}
      {result.missing.length > 0 ? (
        <>
          <div>
            <strong>Missing permissions</strong>
          </div>
          <ul>
            {result.missing.map(({ name, neededFor, dataSet }) => (
              <li key={name}>
                <span className="ae-mono">{name}</span>: {neededFor}
                {dataSet ? ` (${dataSetNames[dataSet]})` : ''}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {result.notes.map((note) => (
        <div key={note} className="ae-muted">
          {note}
        </div>
      ))}
    </div>
  );
}

/** Account, missing permissions and notes of a check, or why it failed. */
export function CheckOutcome({ outcome }: { outcome: Outcome }) {
  if (!outcome) return null;
  return outcome.ok ? <Result result={outcome.value} /> : <ProblemNote error={outcome.error} />;
}
