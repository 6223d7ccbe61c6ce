import { type ActionSource, failure, type ProgressCall, type StepCall, type StepProgress } from '../sdk.ts';
import { planOf, tagsAfter } from './action-steps.ts';
import { beforeRead } from './failures.ts';
import { accountById, findMachines, viewOf } from './find-machines.ts';
import type { OpenDemo } from './open-demo.ts';

/** Account and failures as for a read: a provider that is down is down for changes too. */
function reach(demo: OpenDemo, call: Pick<StepCall, 'target' | 'signal'>, operation: string): void {
  beforeRead(demo, { account: accountById(call.target.account), operation, signal: AbortSignal.any([demo.closed, call.signal]) });
}

const lifecycle = { start: 'running', stop: 'stopped', terminate: 'terminated', delete: 'terminated', release: 'terminated' } as const;

function carryOut(demo: OpenDemo, call: StepCall): void {
  const { step, target, input } = call;
  const { states, now } = viewOf(demo);
  const state = lifecycle[step.id as keyof typeof lifecycle];
  if (state) return states.change(target.id, { state: { target: state, at: now } });
  if (step.id === 'modify') return states.change(target.id, { type: String(input['type']).trim() });
  if (step.id === 'scale') return states.change(target.id, { desired: { size: Number(input['desired']), at: now } });
  if (step.id === 'tag') return states.change(target.id, { tags: tagsAfter(call) });
  return states.change(target.id, { restartedAt: now });
}

/** States in which the provider takes a step; undefined: any. */
const takes: Record<string, string[] | undefined> = {
  start: ['stopped', 'suspended'],
  stop: ['running'],
  modify: ['stopped'],
  reboot: ['running'],
};

function begin(demo: OpenDemo, call: StepCall): void {
  reach(demo, call, call.step.operation);
  const [fresh] = findMachines(demo, [call.target]);
  if (!fresh || fresh.state === 'terminated') throw failure('not_found', `The demo organisation has no ${call.target.name} any more.`);
  const states = takes[call.step.id];
  if (states && !states.includes(fresh.state)) throw failure('conflict', `${fresh.name} is ${fresh.state}.`);
  carryOut(demo, call);
}

function isDone(demo: OpenDemo, { step, fresh, target, input, accepted }: ProgressCall): boolean {
  const state = lifecycle[step.id as keyof typeof lifecycle];
  if (state === 'terminated') return !fresh || fresh.state === 'terminated';
  if (!fresh) return false;
  if (state) return fresh.state === state;
  if (step.id === 'modify') return fresh.type === String(input['type']).trim();
  if (step.id === 'scale') return fresh.capacity?.running === Number(input['desired']);
  if (step.id === 'tag') return JSON.stringify(fresh.tags) === JSON.stringify(tagsAfter({ action: 'tag', target, input }));
  // Whether it was this restart or an earlier one, only the one who was told so knows.
  return accepted && viewOf(demo).states.of(target.id).restartedAt !== undefined;
}

/** Under way only when it was asked for this very change: others may have been made before. */
function doubtful(demo: OpenDemo, { step, target, input }: ProgressCall): StepProgress {
  const { state, desired, restartedAt } = viewOf(demo).states.of(target.id);
  const wanted = lifecycle[step.id as keyof typeof lifecycle];
  if (wanted) return { state: state?.target === wanted ? 'running' : 'not_begun' };
  if (step.id === 'scale') return { state: desired?.size === Number(input['desired']) ? 'running' : 'not_begun' };
  const restarts = step.id === 'reboot' || step.id === 'restart';
  return { state: restarts && restartedAt !== undefined ? 'unknown' : 'not_begun' };
}

function forgotten(name: string) {
  return failure(
    'conflict',
    `The change of ${name} is lost: the demo organisation lives in the process that was asked, and that has ended.`,
    {
      hint: 'Plan it again.',
    },
  ).error;
}

function progress(demo: OpenDemo, call: ProgressCall): StepProgress {
  const gone = !call.fresh && !['terminate', 'delete', 'release'].includes(call.step.id);
  if (gone) return { state: 'failed', error: failure('not_found', `${call.target.name} is gone.`).error };
  if (isDone(demo, call)) return { state: 'done' };
  // The organisation lives in its process: what that was asked for it has, unless it has ended and forgotten everything.
  if (!call.accepted) return doubtful(demo, call);
  const known = Object.keys(viewOf(demo).states.of(call.target.id)).length > 0;
  return known ? { state: 'running' } : { state: 'failed', error: forgotten(call.target.name) };
}

/** Changes machines and services of the organisation; seen by every session of this connection in this process. */
export function actionSource(demo: OpenDemo): ActionSource {
  return {
    limits: { concurrency: 20, perSecond: 200 },
    async read(targets, signal) {
      for (const target of targets.slice(0, 1)) reach(demo, { target, signal }, 'demo:ListMachines');
      return findMachines(demo, targets);
    },
    plan: async (call) => planOf(call),
    async begin(call) {
      begin(demo, call);
      return { requestId: `demo-${call.token.slice(0, 8)}`, operation: null };
    },
    progress: async (call) => progress(demo, call),
  };
}
