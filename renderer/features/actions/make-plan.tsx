import { Button, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { ActionInput, Plan } from '#shared/model/action.ts';
import { errorOf, useCall, useRead } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ActionInputs } from './action-inputs.tsx';
import classes from './actions.module.css';
import type { PlanRequest } from './use-plan.ts';

interface Props {
  request: PlanRequest;
  onPlan: (plan: Plan) => void;
  onCancel: () => void;
}

function Failed({ error, onAgain, onCancel }: { error: AppError; onAgain: () => void; onCancel: () => void }) {
  return (
    <div className={classes['dialog']}>
      <ProblemNote error={error} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Close
        </Button>
        <Button variant="default" onClick={onAgain}>
          Try again
        </Button>
      </div>
    </div>
  );
}

/** Lets the host read the targets and make the plan. */
function Planning({ request, onPlan, onCancel }: Props) {
  const call = useCall();
  const [failed, setFailed] = useState<AppError | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    const ask = async () => {
      const { action, targets, input } = request;
      const reply = await call(['actions', 'plan'], { action, targets, ...(input && { input }) });
      if (gone) return;
      if (reply.ok) onPlan(reply.value);
      else setFailed(reply.error);
    };
    void ask();
    return () => {
      gone = true;
    };
    // `onPlan` is new on every render of the dialog; the request and the tries say when to ask.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [call, request, tries]);
  const again = () => {
    setFailed(null);
    setTries(tries + 1);
  };
  if (failed) return <Failed error={failed} onAgain={again} onCancel={onCancel} />;
  return (
    <div className={classes['waiting']} role="status">
      <Loader size="sm" /> Reading the targets from their providers and making the plan…
    </div>
  );
}

/** From a request to a plan: the action's fields first, where it has some and no values came along. */
export function MakePlan({ request, onPlan, onCancel }: Props) {
  const offered = useRead(['actions', 'offered'], { targets: request.targets });
  const [input, setInput] = useState<ActionInput | null>(request.input ?? null);
  const [full, setFull] = useState<PlanRequest | null>(null);
  const action = offered.data?.find(({ name }) => name === request.action);
  if (offered.isError) return <Failed error={errorOf(offered.error)} onAgain={() => void offered.refetch()} onCancel={onCancel} />;
  if (!offered.data)
    return (
      <div className={classes['waiting']} role="status">
        <Loader size="sm" /> Looking what can be done…
      </div>
    );
  if (action && action.input.length > 0 && !input) {
    const submit = (values: ActionInput) => {
      setInput(values);
      setFull({ ...request, input: values });
    };
    return <ActionInputs action={action} onSubmit={submit} onCancel={onCancel} />;
  }
  return <Planning request={full ?? request} onPlan={onPlan} onCancel={onCancel} />;
}
