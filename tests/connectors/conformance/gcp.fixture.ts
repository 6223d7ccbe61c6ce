import { addInstance, type ScriptedGcp, startGcp } from '#tests/helpers/scripted-gcp.ts';
import { keyFile } from '#tests/helpers/scripted-gcp-sign-in.ts';
import { googleError } from '#tests/helpers/scripted-gcp-state.ts';
import type { ConnectorFixture, Prepare, Prepared } from './fixture.ts';

/** Self-authored: Compute Engine and its neighbours from Google's published reference, see `tests/helpers/scripted-gcp.ts`. */
async function prepare(arrange: (world: ScriptedGcp) => void): Promise<Prepared> {
  const world = await startGcp();
  for (const name of ['web-1', 'web-2', 'web-3']) addInstance(world, name);
  arrange(world);
  return {
    settings: world.settings,
    secrets: { serviceAccountKey: keyFile },
    http: { agent: () => Promise.reject(new Error('no agent is needed')), fetch: globalThis.fetch },
    cleanup: () => world.close(),
  };
}

const scripted =
  (arrange: (world: ScriptedGcp) => void = () => {}): Prepare =>
  () =>
    prepare(arrange);

const isList = (path: string) => path.includes('/aggregated/');

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
  },
};
