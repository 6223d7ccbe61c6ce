import { type ScriptedArm, startScriptedArm } from '#tests/helpers/scripted-arm.ts';
import { clusterRecord, diskRecord, nicRecord, setRecord, vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError } from '#tests/helpers/scripted-arm-reply.ts';
import { entraError } from '#tests/helpers/scripted-entra.ts';
import type { ConnectorFixture, Prepare, Prepared } from './fixture.ts';

/** Self-authored: Resource Manager and Entra from Microsoft's published reference, see `tests/helpers/scripted-arm.ts`. */
async function prepare(arrange: (world: ScriptedArm) => void): Promise<Prepared> {
  const world = await startScriptedArm();
  world.add(...['web-1', 'web-2', 'web-3'].map((name) => vmRecord(name)), nicRecord('web-1', '10.0.0.4'));
  world.add(setRecord('workers', 0), clusterRecord('aks', { pool: 3 }), diskRecord('old'));
  arrange(world);
  return { settings: world.settings, secrets: world.secrets, http: world.http, cleanup: () => world.close() };
}

const scripted =
  (arrange: (world: ScriptedArm) => void = () => {}): Prepare =>
  () =>
    prepare(arrange);

const isList = (path: string) => /\/providers\/Microsoft\.Compute\/[^/]+\?/.test(path) || path.includes('getBatch');

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
  },
};
