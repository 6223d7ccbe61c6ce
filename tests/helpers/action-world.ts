import { onTestFinished } from 'vitest';
import type { Connector } from '#connectors/sdk.ts';
import type { ActionContext } from '#core/actions/action-context.ts';
import type { ActionEngine } from '#core/actions/action-engine.ts';
import { createActionEngine } from '#core/actions/create-action-engine.ts';
import { createAuditLog } from '#core/audit/audit-log.ts';
import type { CacheApi } from '#core/cache/cache-api.ts';
import { openConnectionStore } from '#core/config/connection-store.ts';
import { openSettingsStore } from '#core/config/settings-store.ts';
import type { OperationsApi } from '#core/operations/operations-api.ts';
import { actionsService } from '#core/services/actions-service.ts';
import { createEventHub } from '#core/services/event-hub.ts';
import type { ServiceContext } from '#core/services/service-context.ts';
import { createSessions } from '#core/services/sessions.ts';
import { createJobTracker } from '#core/sync/job-tracker.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import type { ActionInput, ApplyResult, Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { AuditLine } from '#shared/model/audit.ts';
import { auditQuerySchema } from '#shared/model/audit.ts';
import type { Machine, MachineKey } from '#shared/model/machine.ts';
import { openCache } from './cache.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { createFleet, type Fleet, fleetMachines } from './fleet.ts';
import { type FleetOptions, fleetConnector } from './fleet-connector.ts';
import { type FaultyLink, faultyLink } from './fleet-link.ts';
import { operationsHere } from './operations.ts';
import { tempFolder } from './temp-folder.ts';
import { silentLogger } from './vaults.ts';

/** An engine over a fleet, with real stores in this thread and a clock that the test moves. */
export interface ActionWorld {
  context: ActionContext;
  engine: ActionEngine;
  service: ReturnType<typeof actionsService>;
  clock: FakeClock;
  fleet: Fleet;
  link: FaultyLink;
  connectionId: string;
  cache: Groups<CacheApi>;
  operations: Groups<OperationsApi>;
  events: AppEvent[];
  key: (machineId: string) => MachineKey;
  plan: (action: string, ids?: readonly string[], input?: ActionInput) => Promise<Plan>;
  apply: (plan: Plan, confirm?: string | { approved: true }) => Promise<ApplyResult>;
  /** Plans and applies; the run's id. */
  begin: (action: string, ids?: readonly string[], input?: ActionInput) => Promise<string>;
  /** Moves the clock until the work has settled. */
  passing: <T>(work: Promise<T>) => Promise<T>;
  /** The run when it has ended. */
  ended: (runId: string) => Promise<Run>;
  targets: (runId: string) => Promise<RunTarget[]>;
  audit: (runId?: string) => Promise<AuditLine[]>;
  /** Another engine over the same stores, as the next start of the console has it. */
  restart: (operations?: Groups<OperationsApi>) => ActionWorld;
}

export const noSignal = new AbortController().signal;

interface Options extends Partial<Omit<FleetOptions, 'link'>> {
  machines?: Machine[];
  connectors?: (fleet: Fleet, link: FaultyLink) => Connector[];
  operations?: Groups<OperationsApi>;
  dryRun?: FaultyLink['dryRun'];
}

async function passing<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  const state = { settled: false };
  const note = () => void (state.settled = true);
  work.then(note, note);
  while (!state.settled) await clock.advance(250);
  return work;
}

export async function actionWorld({ machines = fleetMachines(3), connectors, dryRun, ...options }: Options = {}): Promise<ActionWorld> {
  const clock = fakeClock();
  const fleet = createFleet(clock, machines);
  const link = faultyLink(fleet);
  if (dryRun) link.dryRun = dryRun;
  const { cache } = await openCache();
  const home = tempFolder();
  const onBad = () => {};
  const [connections, settings] = [openConnectionStore({ home, onBad }), openSettingsStore({ home, onBad })];
  const never = { account: null, lastCheckAt: null, lastCheckError: null };
  const all = connectors?.(fleet, link) ?? [fleetConnector({ ...options, link })];
  const events: AppEvent[] = [];
  const hub = createEventHub((cause) => {
    throw cause;
  });
  hub.on((event) => events.push(event));
  const http = { agent: () => Promise.reject(new Error('the network was used')), fetch };
  const added = all.map(({ manifest }) =>
    connections.add({ kind: manifest.kind, name: manifest.kind, settings: {}, createdAt: 0, ...never }),
  );
  const connectionId = added[0]!.id;
  await cache.machines.put({ connectionId, scope: '', run: 'r', machines, cursor: null });
  const cacheAccess = { api: async () => cache, isOpen: () => true } as unknown as ActionContext['cache'];
  const base: Omit<ActionContext, 'operations' | 'audit'> = {
    clock,
    logger: silentLogger,
    random: () => 0.5,
    cache: cacheAccess,
    connections,
    settings,
    sessions: createSessions({ connectors: all, clock, logger: silentLogger, http }),
    vault: { secrets: { get: async () => null } } as unknown as ActionContext['vault'],
    events: hub,
    jobs: createJobTracker({ cache: cacheAccess, clock, events: hub }),
  };
  const start = (operations: Groups<OperationsApi>): ActionWorld => {
    const access = { api: async () => operations, close: async () => undefined };
    const context: ActionContext = {
      ...base,
      operations: access,
      audit: createAuditLog({ operations: access, clock, events: hub, via: 'cli' }),
    };
    const engine = createActionEngine(context);
    onTestFinished(() => passing(clock, engine.stop()));
    const key = (machineId: string) => ({ connectionId, machineId });
    const plan: ActionWorld['plan'] = (action, ids = machines.map(({ id }) => id), input = {}) =>
      passing(clock, engine.plan({ action, targets: ids.map(key), input }, noSignal));
    const apply: ActionWorld['apply'] = (made, confirm = made.confirm.kind === 'typed' ? made.confirm.text : '') =>
      passing(clock, engine.apply({ planId: made.id, confirm, actor: context.audit.person() }, noSignal));
    const world: ActionWorld = {
      context,
      engine,
      service: actionsService({ ...context, actions: engine } as unknown as ServiceContext),
      clock,
      fleet,
      link,
      connectionId,
      cache,
      operations,
      events,
      key,
      plan,
      apply,
      async begin(...asked) {
        const result = await apply(await plan(...asked));
        if (!result.started) throw new Error(result.error.message);
        return result.run.id;
      },
      passing: (work) => passing(clock, work),
      ended: (runId) => passing(clock, engine.ended(runId, noSignal)),
      targets: async (runId) => (await operations.runs.targets({ runId, offset: 0, limit: 5_000, order: 'index' })).targets,
      audit: async (runId) =>
        (await operations.audit.list(auditQuerySchema.parse({ limit: 1_000, ...(runId && { runId }) }))).records.toSorted(
          (a, b) => a.seq - b.seq,
        ),
      restart: (next = operations) => start(next),
    };
    return world;
  };
  return start(options.operations ?? operationsHere());
}
