import { addGroup, addInstance, type ScriptedGcp, startGcp } from '#tests/helpers/scripted-gcp.ts';
import { keyFile } from '#tests/helpers/scripted-gcp-sign-in.ts';
import { googleError, link, nextNumber } from '#tests/helpers/scripted-gcp-state.ts';
import type { ConnectorFixture, Prepare, Prepared } from './fixture.ts';

const zone = 'projects/shop-prod/zones/europe-west1-b';
const planted = 'export DB_PASSWORD=hunter2-of-web';
const metadata = { items: [{ key: 'startup-script', value: planted }] };
/** A sign-in that is no API of Compute Engine. */
const isSignIn = (path: string) => path === '/token';

/** What nothing uses: https://cloud.google.com/compute/docs/reference/rest/v1/disks, …/addresses */
function addUnused({ state }: ScriptedGcp): void {
  const disk = `${zone}/disks/old`;
  const address = 'projects/shop-prod/regions/europe-west1/addresses/spare';
  const common = { id: nextNumber(), labels: {}, labelFingerprint: 'fp-1', creationTimestamp: '2026-02-03T04:05:06.000-08:00' };
  const type = link(`${zone}/diskTypes/pd-ssd`);
  state.disks.set(disk, { ...common, name: 'old', selfLink: link(disk), status: 'READY', sizeGb: '100', type });
  const owned = { ...common, id: nextNumber(), region: link('projects/shop-prod/regions/europe-west1') };
  state.addresses.set(address, {
    ...owned,
    name: 'spare',
    selfLink: link(address),
    status: 'RESERVED',
    address: '34.76.0.99',
    addressType: 'EXTERNAL',
  });
}

/** CPU of every machine: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/TimeSeries, newest first. */
function measure({ state, series }: ScriptedGcp): void {
  const end = (step: number) => new Date(Date.UTC(2026, 10, 15, 12) - step * 300_000).toISOString();
  const points = [0, 1, 2, 3].map((step) => ({
    interval: { startTime: end(step + 1), endTime: end(step) },
    value: { doubleValue: 0.25 },
  }));
  const ofMachine = ({ id }: { id?: string }) => ({ resource: { type: 'gce_instance', labels: { instance_id: id } }, points });
  series.set('compute.googleapis.com/instance/cpu/utilization', [...state.instances.values()].map(ofMachine));
}

/** Self-authored: Compute Engine and its neighbours from Google's published reference, see `tests/helpers/scripted-gcp.ts`. */
async function prepare(arrange: (world: ScriptedGcp) => void): Promise<Prepared> {
  const world = await startGcp();
  for (const name of ['web-1', 'web-2', 'web-3']) addInstance(world, name, { metadata });
  addInstance(world, 'batch-1', { status: 'TERMINATED' });
  addInstance(world, 'batch-2', { status: 'SUSPENDED' });
  addGroup(world, 'workers');
  addUnused(world);
  measure(world);
  arrange(world);
  return {
    settings: world.settings,
    secrets: { serviceAccountKey: keyFile },
    planted: [planted],
    http: { agent: () => Promise.reject(new Error('no agent is needed')), fetch: globalThis.fetch },
    changes: () => world.calls().filter(isChange),
    hanging: () => world.requests.filter(({ path }) => !isSignIn(path)).length,
    cleanup: () => world.close(),
  };
}

const scripted =
  (arrange: (world: ScriptedGcp) => void = () => {}): Prepare =>
  () =>
    prepare(arrange);

/** Some of Compute Engine's reads are a POST. */
const isChange = (call: string) =>
  /^(POST|PUT|PATCH|DELETE) projects\/.+\/(zones|regions|global)\b/.test(call) && !/\/(listManagedInstances|getHealth)$/.test(call);
const isList = (path: string) => path.includes('/aggregated/') || path.includes('/timeSeries') || path.startsWith('/storage/v1/b?');

/** A port on which nothing listens any more. */
async function nobodyThere(): Promise<Prepared> {
  const prepared = await prepare(() => {});
  await prepared.cleanup?.();
  return { ...prepared, cleanup: async () => {} };
}

export const gcpFixture: ConnectorFixture = {
  kind: 'gcp',
  situations: {
    healthy: scripted(),
    paged: scripted((world) => (world.pageSize = 1)),
    missingPermission: {
      prepare: scripted((world) => (world.denied = new Set(['compute.instances.list', 'monitoring.timeSeries.list']))),
      names: ['compute.instances.list', 'monitoring.timeSeries.list'],
    },
    rateLimited: {
      prepare: scripted((world) => {
        world.fault = ({ path }) =>
          isList(path) ? googleError(403, 'rateLimitExceeded', 'Rate Limit Exceeded', { 'retry-after': '7' }) : null;
      }),
      retryAfterMs: 7000,
    },
    expired: scripted((world) => (world.signIn.revoked = true)),
    malformed: {
      prepare: scripted((world) => {
        world.fault = ({ path }) => (isList(path) ? { status: 200, body: '<html>maintenance' } : null);
      }),
      code: 'provider_unavailable',
    },
    offline: nobodyThere,
    silent: scripted((world) => (world.fault = ({ path }) => (isSignIn(path) ? null : 'hang'))),
  },
  inputs: { resize: () => ({ type: 'e2-standard-4' }) },
};
