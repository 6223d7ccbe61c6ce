import { failure, type Scope } from '../sdk.ts';
import { accounts, type DemoAccount } from './company.ts';
import type { FailurePlan } from './failures.ts';
import type { Organisation } from './organisation.ts';

/** An open session's parts that its capabilities share. */
export interface OpenDemo extends FailurePlan {
  organisation: Organisation;
  /** Fires when the session ends. */
  closed: AbortSignal;
}

export async function accountScopes(signal: AbortSignal): Promise<Scope[]> {
  signal.throwIfAborted();
  return accounts.map(({ id, name }) => ({ id, label: name }));
}

/** Throws `AppFailure` `not_found` for a scope that is none of the organisation's accounts. */
export function accountOf(scope: Scope): DemoAccount {
  const account = accounts.find(({ id }) => id === scope.id);
  if (!account) throw failure('not_found', `The demo organisation has no account ${scope.id}.`);
  return account;
}

/** Fires when the read or the session ends. */
export function readSignal(demo: OpenDemo, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([demo.closed, signal]);
}
