import { type AppError, type Inspection, type InspectSource, type Machine, type Related, toAppError } from '../sdk.ts';
import type { GcpAccount } from './account.ts';
import { pathOf } from './action-calls.ts';
import { operationsOn } from './action-progress.ts';
import type { OperationRecord } from './api-types.ts';
import { timeOf } from './machines.ts';
import { relatedOf } from './related.ts';

/** Long texts that may hold secrets (startup scripts, keys of people) are not shown. */
function withoutSecrets(record: object): object {
  const { metadata } = record as { metadata?: { items?: { key?: string }[] } };
  if (!metadata?.items) return record;
  return { ...record, metadata: { ...metadata, items: metadata.items.map((item) => ({ ...item, value: '(not shown)' })) } };
}

function eventOf(operation: OperationRecord): Inspection['events'][number][] {
  const at = timeOf(operation.insertTime);
  const [error] = operation.error?.errors ?? [];
  const outcome = error ? `failed: ${error.message ?? error.code}` : (operation.status ?? '').toLowerCase();
  const by = operation.user ? ` by ${operation.user}` : '';
  return at === null ? [] : [{ at, text: `${operation.operationType ?? 'operation'}${by}: ${outcome}` }];
}

/** Google's record, what is connected with it, and the operations on it; each part may fail alone. */
async function inspect(account: GcpAccount, target: Machine, signal: AbortSignal): Promise<Inspection> {
  const problems: AppError[] = [];
  const tolerant = async <T>(work: Promise<T>, instead: T): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      signal.throwIfAborted();
      problems.push(toAppError(cause));
      return instead;
    }
  };
  const operation = `compute.${target.kind === 'group' ? 'instanceGroupManagers' : target.kind === 'machine' ? 'instances' : `${target.kind}s`}.get`;
  const raw = await account.call({ service: 'compute', path: pathOf(target.id), operation, scope: target.name, signal });
  const [related, operations] = await Promise.all([
    tolerant<Related[]>(relatedOf({ account, target, raw, signal, tolerant }), []),
    tolerant(operationsOn(account, target, signal), []),
  ]);
  const events = operations.flatMap(eventOf).sort((a, b) => b.at - a.at);
  return { raw: withoutSecrets(raw), related, events, problems };
}

export function inspectSource(account: GcpAccount): InspectSource {
  return { inspect: (target, signal) => inspect(account, target, AbortSignal.any([account.context.signal, signal])) };
}
