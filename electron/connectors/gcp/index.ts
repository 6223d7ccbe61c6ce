import type { Connector } from '../sdk.ts';
import { createAccount } from './account.ts';
import { actionSource } from './actions.ts';
import { checkAccount } from './check.ts';
import { computeSource } from './compute.ts';
import { connectSnippets } from './connect.ts';
import { inspectSource } from './inspect.ts';
import { manifest } from './manifest.ts';
import { metricSource } from './metrics.ts';
import { createGcsStore } from './objects/create-gcs-store.ts';
import { knownProjects } from './projects.ts';
import { readSettings } from './settings.ts';

/** Google Cloud: Compute Engine, Cloud Monitoring and Cloud Storage. */
export const gcp: Connector = {
  manifest,
  async open(context) {
    const account = createAccount(context, readSettings(context.settings));
    const known = knownProjects(account);
    return {
      check: () => checkAccount(account),
      compute: computeSource(account, known),
      actions: actionSource(account, known),
      inspect: inspectSource(account),
      metrics: metricSource(account),
      objects: createGcsStore(account, known),
      // Nothing is held open: calls end by the context's signal.
      close: async () => {},
    };
  },
  connect: connectSnippets,
};
