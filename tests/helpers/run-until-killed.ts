/**
 * Child process of the kill test of actions: plans and applies one action on all machines of a loopback provider, or goes
 * on with the run that a killed process left. Says `working` and `ended` on stdout. Arguments: home, address of the
 * provider, action, number of machines. Its clock runs 20 times as fast, so that waiting does not take the test's time.
 */

import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ActionContext } from '#core/actions/action-context.ts';
import { createActionEngine } from '#core/actions/create-action-engine.ts';
import { createAuditLog } from '#core/audit/audit-log.ts';
import { createCache } from '#core/cache/cache.ts';
import type { CacheApi } from '#core/cache/cache-api.ts';
import { createCostStore } from '#core/cache/costs/cost-store.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { openConnectionStore } from '#core/config/connection-store.ts';
import { openSettingsStore } from '#core/config/settings-store.ts';
import { createOperationsAccess } from '#core/operations/operations-access.ts';
import { openOperationsThread } from '#core/operations/operations-thread.ts';
import type { Clock, Logger } from '#core/ports.ts';
import { createEventHub } from '#core/services/event-hub.ts';
import { createSessions } from '#core/services/sessions.ts';
import { createJobTracker } from '#core/sync/job-tracker.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { failure } from '#shared/errors/app-error.ts';
import { testKey } from './cache-key.ts';
import { fleetMachines } from './fleet.ts';
import { fleetConnector } from './fleet-connector.ts';

const [home, url, action, count] = process.argv.slice(2) as [string, string, string, string];
const speed = 20;
const say = (line: string) => process.stdout.write(`${line}\n`);

const clock: Clock = {
  now: () => Date.now() * speed,
  sleep: (ms, signal) => setTimeout(ms / speed, undefined, { signal }),
};
const fail = (message: string, fields?: Record<string, unknown>) =>
  process.stderr.write(`${message} ${JSON.stringify(fields)} ${String(fields?.['cause'])}\n`);
const logger: Logger = { info: () => {}, warn: fail, error: fail, child: () => logger };

async function ask<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
  try {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), signal });
    return (await response.json()) as T;
  } catch (cause) {
    throw failure('offline', 'Connection lost', { cause });
  }
}

const machines = fleetMachines(Number(count));
const connector = fleetConnector({
  limits: { concurrency: 2, perSecond: 1 },
  link: {
    list: async () => machines,
    read: (ids, signal) => ask('/read', ids, signal),
    begin: ({ target, step, input, token, signal }) => ask('/begin', { id: target.id, step: step.id, input, token }, signal),
  },
});

const report = (cause: unknown) => fail('cache', { cause });
const cache = createCache({ migrations, createCosts: createCostStore, report }) as unknown as Groups<CacheApi>;
await cache.store.open({ folder: join(home, 'cache'), key: testKey, maxBytes: 1e9 });
const cacheAccess = { api: async () => cache, isOpen: () => true } as unknown as ActionContext['cache'];
const onBad = (path: string) => fail(`bad file ${path}`);
const connections = openConnectionStore({ home, onBad });
const events = createEventHub((cause) => fail('listener', { cause }));
const operations = createOperationsAccess({ home, key: async () => testKey, openThread: () => openOperationsThread({ logger }) });
const audit = createAuditLog({ operations, clock, events, via: 'cli' });
const http = { agent: () => Promise.reject(new Error('no agent')), fetch };
const engine = createActionEngine({
  clock,
  logger,
  random: Math.random,
  cache: cacheAccess,
  connections,
  settings: openSettingsStore({ home, onBad }),
  sessions: createSessions({ connectors: [connector], clock, logger, http }),
  vault: { secrets: { get: async () => null } } as unknown as ActionContext['vault'],
  events,
  jobs: createJobTracker({ cache: cacheAccess, clock, events }),
  operations,
  audit,
});
const { signal } = new AbortController();

async function begin(): Promise<string> {
  const never = { account: null, lastCheckAt: null, lastCheckError: null };
  const { id: connectionId } = connections.add({ kind: 'fleet', name: 'Fleet', settings: {}, createdAt: 0, ...never });
  await cache.machines.put({ connectionId, scope: '', run: 'r', machines, cursor: null });
  const targets = machines.map(({ id }) => ({ connectionId, machineId: id }));
  const plan = await engine.plan({ action, targets, input: {} }, signal);
  const result = await engine.apply(
    { planId: plan.id, confirm: plan.confirm.kind === 'typed' ? plan.confirm.text : '', actor: audit.person() },
    signal,
  );
  if (!result.started) throw new Error(result.error.message);
  return result.run.id;
}

async function goOn(): Promise<string> {
  await engine.resumeAll();
  return (await (await operations.api()).runs.list({ offset: 0, limit: 1 })).runs[0]!.id;
}

const runId = connections.list().length === 0 ? await begin() : await goOn();
say('working');
await engine.ended(runId, signal);
say('ended');
await operations.close();
await cache.store.close();
