import type { z } from 'zod';
import type { StoragePlan, storageRequestSchema } from '#shared/model/transfer.ts';
import { type CliIo, exits, type Outcome } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { shellWord } from '../plan-text.ts';
import { followTransfer } from './follow.ts';
import { storagePlanText } from './plan-text.ts';

export interface ChangeOptions {
  dryRun?: boolean;
  /** The words that the plan asks for. */
  confirm?: string;
}

function notConfirmed(plan: StoragePlan): Outcome {
  const { confirm } = plan;
  if (confirm.kind === 'click') throw new TypeError('A plan that asks for no words needs no confirmation here');
  const text = `${storagePlanText(plan)}\n${confirm.why} Run it again with --confirm ${shellWord(confirm.text)}\n`;
  return { json: { plan, transfer: null }, text, exit: exits.failed };
}

/** Every item refused: nothing is done, and that is a failure. Nothing to do is none. */
function nothingToDo(plan: StoragePlan): Outcome {
  const exit = plan.counts.refuse > 0 ? exits.failed : exits.done;
  return { json: { plan, transfer: null }, text: `${storagePlanText(plan)}\nThere is nothing to do.\n`, exit };
}

/**
 * Plans a change and carries it out, with progress on stderr. A plan that asks for words is carried out only with
 * `--confirm`: without it the plan is printed, exit 1.
 */
export async function change(
  io: CliIo,
  opened: OpenedCore,
  { request, options }: { request: z.input<typeof storageRequestSchema>; options: ChangeOptions },
): Promise<Outcome> {
  const plan = await opened.client.transfers.plan({ request });
  if (options.dryRun) return { json: { plan, transfer: null }, text: storagePlanText(plan), exit: exits.done };
  if (plan.counts.act === 0) return nothingToDo(plan);
  if (plan.confirm.kind === 'typed' && options.confirm === undefined) return notConfirmed(plan);
  // The printed plan has them; here nothing else says them.
  for (const warning of plan.warnings) await io.err(`! ${warning}\n`);
  const transfer = await opened.client.transfers.apply({ planId: plan.id, confirm: options.confirm ?? '' });
  return followTransfer(io, opened, transfer.id);
}
