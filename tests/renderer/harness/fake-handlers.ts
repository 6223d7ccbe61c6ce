import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { rulesEffect } from '#shared/model/environment.ts';
import type { Dated } from '#shared/model/freshness.ts';
import { settingsModelSchema } from '#shared/model/settings.ts';
import type { VaultStatus } from '#shared/model/vault.ts';
import { fakeActions } from './fake-actions.ts';
import { fakeAudit } from './fake-audit.ts';
import type { Scenario } from './fake-connection.ts';
import { chargeRows, charges, costRows, lastDay, matches } from './fake-costs.ts';
import { connections, denied, freshness, jobs, manifests, problems, report } from './fake-estate.ts';
import { facets, fakeInspection, filterMachines, groups, makeMachines, sortMachines } from './fake-machines.ts';
import { fakeOverview } from './fake-overview.ts';
import { fakeSchedules } from './fake-schedules.ts';
import { fakeStorage } from './fake-storage.ts';
import { fakeTransfers } from './fake-transfers.ts';

/** What the pretended host answers, as far as a screen can tell it from a real one. */
export function fakeHandlers(scenario: Scenario, emit: (event: AppEvent) => void): Services {
  const empty = scenario === 'empty';
  const online = scenario !== 'offline';
  const dated: Dated = { asOf: empty ? null : Date.now() - 240_000, stale: !online, problems: empty ? [] : problems };
  let settings = settingsModelSchema.parse({ theme: new URLSearchParams(location.search).get('theme') ?? 'system' });
  let list = empty || scenario === 'locked' ? [] : [...connections];
  let vault: VaultStatus = { backend: null, state: 'unset', cacheKey: 'file', detail: 'No choice was made yet.', keychainAvailable: true };
  if (scenario === 'locked')
    vault = { ...vault, backend: 'passphrase', state: 'locked', cacheKey: 'vault', detail: 'The passphrase is needed.' };
  const machines = empty ? [] : makeMachines(scenario === 'huge' ? 100_000 : 2000);
  const sets = empty ? [] : freshness;
  const changed = (...tables: Extract<AppEvent, { type: 'changed' }>['tables']) => emit({ type: 'changed', tables });
  return {
    calls: { cancel: () => true },
    app: {
      info: () => ({
        version: '0.1.0',
        host: 'headless',
        platform: 'linux x64',
        runtime: { node: '24.21.0', electron: null, sqlite: '3.53.0' },
        home: '~/.aetherium',
        online,
      }),
      cacheStatus: () => ({
        bytes: 412_000_000,
        maxBytes: 8_192_000_000,
        schemaVersion: 1,
        encrypted: true,
        costRows: 185_233,
        machines: machines.length,
        lastBackupAt: Date.now() - 7e7,
        recovery: null,
        evictions: [{ at: Date.now() - 9e8, what: 'costs 2024-08', rows: 12_000, why: 'older than 25 months' }],
      }),
      diagnostics: () => ({ bytes: 20_000 }),
      evict: () => ({ removedMonths: ['2024-08'], removedRows: 12_000 }),
    },
    files: {
      chooseOpen: () => [],
      dragFolder: () => ({ token: 'drag-token' }),
      chooseSave: ({ suggestedName }) => ({ token: 'save-token', name: suggestedName, downloadPath: null }),
    },
    connections: {
      kinds: () => manifests,
      list: () => list,
      add: ({ kind, name, settings, secrets }) => {
        if (Object.keys(secrets).length > 0 && vault.state !== 'open')
          throw failure('auth_required', 'No vault is open for secrets', {
            hint: 'Choose where secrets are kept.',
            fix: { kind: 'choose_vault' },
          });
        const added = {
          id: `c${list.length}`,
          kind,
          name,
          settings,
          secretsSet: Object.keys(secrets),
          account: null,
          createdAt: Date.now(),
          lastCheckAt: null,
          lastCheckError: null,
        };
        list = [...list, added];
        changed('connections');
        return added;
      },
      update: ({ connectionId }) => list.find(({ id }) => id === connectionId)!,
      check: (input) => {
        if ('connectionId' in input && input.connectionId === 'aws1')
          throw failure('forbidden', denied.message, { hint: denied.hint, source: denied.source });
        return {
          account: 'demo-org',
          identity: 'arn:aws:iam::123456789012:user/ops',
          missing: [{ name: 'ce:GetCostAndUsage', neededFor: 'daily costs', dataSet: 'costs' }],
          notes: ['3 regions are disabled'],
        };
      },
      remove: ({ connectionId }) => {
        list = list.filter(({ id }) => id !== connectionId);
        changed('connections');
        return { removedRows: 10 };
      },
    },
    sync: {
      run: () => [jobs[0]!],
      freshness: () => ({ sets, problems: empty ? [] : problems, online }),
      price: ({ connectionId, dataSet }) =>
        connectionId === 'aws1' && dataSet === 'costs'
          ? { calls: 4, amount: 0.04, currency: 'USD', note: 'Cost Explorer bills each page.' }
          : null,
    },
    jobs: { list: () => (empty ? [] : jobs), cancel: () => true },
    imports: {
      open: () => ({ connection: connections[2]!, job: jobs[0]! }),
      report: ({ connectionId }) => (connectionId === 'file1' ? report : null),
      exportBadRows: () => ({ rows: 3 }),
      badRows: () => ({ rows: report.badRows, total: 3 }),
    },
    costs: {
      inventory: () => ({
        ...dated,
        firstDay: empty ? null : charges[0]!.day,
        lastDay: empty ? null : lastDay,
        rows: empty ? 0 : charges.length,
        currencies: empty ? [] : ['EUR', 'USD'],
        dimensions: empty ? [] : Object.keys(charges[0]!.values),
      }),
      query: (query) => ({
        ...dated,
        rows: empty ? [] : costRows(query),
        ratesUsed:
          query.currency === 'apart' ? [] : [{ from: 'EUR', to: query.currency.convertTo, rate: 1.09, date: '2026-11-01', source: 'ECB' }],
        chargeRows: empty ? 0 : charges.length,
      }),
      rows: (query) => ({ ...dated, ...chargeRows(query) }),
      values: ({ dimension, search, range }) => {
        const totals = new Map<string | null, number>();
        for (const one of charges)
          if (matches(one, [], range))
            totals.set(one.values[dimension] ?? null, (totals.get(one.values[dimension] ?? null) ?? 0) + one.billed);
        return [...totals]
          .map(([value, total]) => ({ value, total }))
          .filter(({ value }) => (value ?? '').toLowerCase().includes(search.toLowerCase()))
          .sort((a, b) => b.total - a.total);
      },
      export: () => jobs[3]!,
    },
    compute: {
      query: (query) => {
        const hits = sortMachines(filterMachines(machines, query), query);
        return { ...dated, rows: hits.slice(query.offset, query.offset + query.limit), total: hits.length, all: machines.length };
      },
      facets: (query) => facets(filterMachines(machines, query)),
      get: ({ machineId }) => ({
        machine: machines.find(({ id }) => id === machineId)!,
        cost: [{ currency: 'USD', value: 61.72, from: '2026-10-22', to: '2026-11-21' }],
        asOf: dated.asOf,
      }),
      groups: ({ groupBy, ...selection }) => groups(filterMachines(machines, selection), groupBy),
      keys: (selection) => filterMachines(machines, selection).map(({ connectionId, id }) => ({ connectionId, machineId: id })),
      environments: ({ rules }) => rulesEffect(machines, rules),
      inspect: ({ machineId }) => {
        if (!online) throw failure('offline');
        return fakeInspection(machines, machineId);
      },
      connect: ({ machineId }) => [{ title: 'SSH', command: `ssh ops@${machineId}`, needs: 'A key' }],
      export: () => ({ rows: machines.length }),
    },
    actions: fakeActions(machines, emit),
    audit: fakeAudit(empty),
    metrics: {
      series: () => ({ series: [], asOf: null, problems: [] }),
      refresh: () => ({ series: [], asOf: null, problems: [] }),
      sparks: () => [],
    },
    schedules: fakeSchedules(empty, emit),
    storage: fakeStorage({ empty, online, dated, emit }),
    transfers: fakeTransfers(empty, emit),
    recommendations: {
      list: () => ({ recommendations: [], savings: [], considered: 0, unmeasured: 0, priceTables: [] }),
      dismiss: () => true,
      restore: () => true,
    },
    overview: { get: () => fakeOverview(dated, { connections: list.length, machines, freshness: sets }) },
    settings: {
      get: () => settings,
      set: (change) => {
        settings = { ...settings, ...change };
        changed('settings');
        return settings;
      },
    },
    vault: {
      status: () => vault,
      choose: ({ backend }) => {
        vault = { ...vault, backend, state: 'open' };
        changed('vault');
        return vault;
      },
      unlock: () => {
        vault = { ...vault, state: 'open' };
        changed('vault');
        return vault;
      },
    },
  };
}
