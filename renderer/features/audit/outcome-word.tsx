import { type Outcome, outcomes, type Run, runStates } from '#shared/model/action.ts';
import { JobState } from '../../ui/job-state.tsx';
import { OutcomeMark } from '../actions/outcome-mark.tsx';

const isOutcome = (text: string): text is Outcome => (outcomes as readonly string[]).includes(text);
const isRunState = (text: string): text is Run['state'] => (runStates as readonly string[]).includes(text);

/** An outcome of a target or a run with its mark; anything else in words. */
export function OutcomeWord({ outcome }: { outcome: string | null }) {
  if (outcome === null) return null;
  if (isOutcome(outcome)) return <OutcomeMark outcome={outcome} />;
  return isRunState(outcome) ? <JobState state={outcome} /> : <>{outcome}</>;
}
