import type { ApplyResult } from '#shared/model/action.ts';
import { type CliIo, exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { sentences } from '../table.ts';
import { followRun } from './follow-run.ts';
import { planText } from './plan-text.ts';

/** What a plan has become outdated by, and the fresh one to review. */
async function outdated(io: CliIo, { error, changed, plan }: Extract<ApplyResult, { started: false }>): Promise<Outcome> {
  await io.err(`${sentences(error)}\n`);
  return { json: { error, changed, plan }, text: planText(plan), exit: exits.failed };
}

/**
 * Carries a plan out and waits for its end. A plan whose targets changed since is not carried out: the fresh one is
 * printed, exit 1.
 */
export async function applyPlan(io: CliIo, opened: OpenedCore, { planId, confirm }: { planId: string; confirm: string }): Promise<Outcome> {
  const result = await opened.client.actions.apply({ planId, confirm });
  if (!result.started) return outdated(io, result);
  await io.err(`run ${result.run.id}\n`);
  return followRun(io, opened, result.run.id);
}
