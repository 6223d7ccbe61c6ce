import { type AppError, AppFailure, failure, type Inspection, type Machine, type Related } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import type { Facts } from './facts.ts';
import { serving, targetHealth } from './target-groups.ts';

export interface InspectCall {
  account: AwsAccount;
  facts: Facts;
  target: Machine;
  signal: AbortSignal;
}

/** One part of an inspection: what could not be read is a problem beside the rest. */
export class Parts {
  readonly problems: AppError[] = [];
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async try<T>(other: T, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      this.#signal.throwIfAborted();
      if (!(cause instanceof AppFailure)) throw cause;
      this.problems.push(cause.error);
      return other;
    }
  }
}

/** The record that was asked for; throws `not_found` where AWS has none. */
export function found<T>(record: T | undefined, { name }: Machine): T {
  if (record === undefined) throw failure('not_found', `AWS no longer has ${name}.`);
  return record;
}

type Event = Inspection['events'][number];

/** An event, unless its time is unknown. */
export function eventAt(at: Date | undefined, text: string | undefined): Event[] {
  return at && text ? [{ at: at.getTime(), text }] : [];
}

/** Target groups with a count of their targets by health: `2 healthy, 1 unhealthy`. */
export async function servingWithHealth({ account, target }: InspectCall, arns: readonly string[], parts: Parts): Promise<Related[]> {
  const read = async (arn: string): Promise<Related> => {
    const targets = await parts.try([], () => targetHealth(account, target.region, arn));
    const counts = Object.entries(Object.groupBy(targets, (one) => one.TargetHealth?.State ?? 'unknown'));
    return serving(arn, counts.map(([state, list]) => `${list?.length} ${state}`).join(', '));
  };
  return Promise.all(arns.map(read));
}
