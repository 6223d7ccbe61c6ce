import { type ScriptedArm, startScriptedArm } from '#tests/helpers/scripted-arm.ts';
import {
  addressRecord,
  clusterRecord,
  diskRecord,
  nicRecord,
  setRecord,
  storageRecord,
  vmRecord,
} from '#tests/helpers/scripted-arm-records.ts';
import { armError } from '#tests/helpers/scripted-arm-reply.ts';
import { entraError } from '#tests/helpers/scripted-entra.ts';
import type { ConnectorFixture, Prepare, Prepared } from './fixture.ts';

/** Self-authored: Resource Manager and Entra from Microsoft's published reference, see `tests/helpers/scripted-arm.ts`. */
async function prepare(arrange: (world: ScriptedArm) => void): Promise<Prepared> {
  const world = await startScriptedArm();
  const names = ['web-1', 'web-2', 'web-3', 'batch-1'];
  world.add(...names.map((name) => vmRecord(name, name === 'batch-1' ? 'deallocated' : 'running')));
  world.add(...names.map((name, n) => nicRecord(name, `10.0.0.${n + 4}`)));
  world.add(setRecord('workers', 0), diskRecord('old'), addressRecord('spare', '20.1.2.3'));
  world.add(clusterRecord('aks', { pool: 3 }), clusterRecord('aks-test', { pool: 1 }, 'Stopped'));
  world.add(storageRecord('shopdata', `${world.url}/`));
  world.metricValue = () => 12;
  arrange(world);
  const asked = () => world.requests.filter(({ path }) => /^\/subscriptions\b/.test(path));
  return {
    settings: world.settings,
    secrets: world.secrets,
    http: world.http,
    changes: () =>
      asked()
        .filter(({ method, path }) => method !== 'GET' && !path.includes('metrics:getBatch'))
        .map(({ method, path }) => `${method} ${path}`),
    hanging: () => asked().length,
    cleanup: () => world.close(),
  };
}

const scripted =
  (arrange: (world: ScriptedArm) => void = () => {}): Prepare =>
  () =>
    prepare(arrange);

const isList = (path: string) =>
  /\/providers\/Microsoft\.Compute\/[^/]+\?/.test(path) || path.includes('getBatch') || /storageAccounts\?|comp=list/.test(path);

/** A port on which nothing listens any more. */
async function nobodyThere(): Promise<Prepared> {
  const world = await startScriptedArm();
  await world.close();
  return { settings: world.settings, secrets: world.secrets, http: world.http };
}

export const azureFixture: ConnectorFixture = {
  kind: 'azure',
  situations: {
    healthy: scripted(),
    paged: scripted((world) => (world.pageSize = 1)),
    missingPermission: {
      prepare: scripted(
        (world) => (world.grants = [{ actions: ['*/read'], notActions: ['Microsoft.Compute/disks/*', 'Microsoft.Insights/metrics/read'] }]),
      ),
      names: ['Microsoft.Compute/disks/read', 'Microsoft.Insights/metrics/read'],
    },
    rateLimited: {
      prepare: scripted((world) => {
        world.fault = ({ path }) =>
          isList(path) ? armError(429, 'OperationNotAllowed', 'Too many requests', { 'retry-after': '7' }) : null;
      }),
      retryAfterMs: 7000,
    },
    expired: scripted((world) => (world.entra.refuse = entraError(7000222))),
    malformed: {
      prepare: scripted((world) => {
        world.fault = ({ path }) => (isList(path) ? { status: 200, body: '<html>maintenance' } : null);
      }),
      code: 'provider_unavailable',
    },
    offline: nobodyThere,
    silent: scripted((world) => (world.fault = ({ path }) => (/^\/subscriptions\b/.test(path) ? 'hang' : null))),
  },
  inputs: { resize: () => ({ type: 'Standard_D4s_v5' }) },
};
