import type { PlanStep, ProgressCall, StepCall, StepProgress } from '../../sdk.ts';
import type { AwsAccount } from '../account.ts';

/** What every answer of the SDK carries. */
export interface SdkReply {
  $metadata: { requestId?: string | undefined };
}

/** One step to send. */
export interface Sending {
  account: AwsAccount;
  call: StepCall;
  /** Only ask whether AWS would accept it. */
  dry: boolean;
  abort: { abortSignal: AbortSignal };
}

/** One call of AWS that changes something: how it is sent, and how its effect is seen. */
export interface StepKind {
  step: PlanStep;
  /** EC2 has dry runs, ECS and Auto Scaling have none. */
  hasDryRun: boolean;
  send(sending: Sending): Promise<SdkReply>;
  judge(call: ProgressCall): StepProgress;
}

/** Distance of looks at a target that is under way: instances take half a minute to start or stop. */
const pollMs = 4000;

/**
 * `done`: the effect is there. `passing`: it is coming about. `before`: nothing is to be seen yet, which after a doubtful
 * call means that it was not carried out. The steps judged so may all be sent twice.
 */
export function settled(call: ProgressCall, seen: 'done' | 'passing' | 'before'): StepProgress {
  if (seen === 'done') return { state: 'done' };
  return seen === 'passing' || call.accepted ? { state: 'running', retryAfterMs: pollMs } : { state: 'not_begun' };
}
