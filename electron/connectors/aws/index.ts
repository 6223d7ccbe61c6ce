import type { Connector } from '../sdk.ts';
import { createAccount } from './account.ts';
import { actionSource } from './actions/action-source.ts';
import { checkAccount } from './check.ts';
import { checkStore } from './check-store.ts';
import { createClients } from './clients.ts';
import { computeSource } from './compute.ts';
import { connectSnippets } from './connect.ts';
import { costSource } from './costs.ts';
import { createFacts } from './facts.ts';
import { inspectSource } from './inspect.ts';
import { manifest } from './manifest.ts';
import { metricSource } from './metrics.ts';
import { objectStore } from './objects/store.ts';
import { readSettings } from './settings.ts';

/** Amazon Web Services: EC2, ECS and Auto Scaling with their actions, S3, CloudWatch, and Cost Explorer. */
export const aws: Connector = {
  manifest,
  async open(context) {
    const settings = readSettings(context.settings);
    const account = createAccount(context, settings, await createClients(context, settings));
    const facts = createFacts(account);
    const objects = settings.storage ? { objects: objectStore(account) } : {};
    if (settings.s3.only) return { check: () => checkStore(account), ...objects, close: async () => {} };
    return {
      check: () => checkAccount(account),
      compute: computeSource(account),
      actions: actionSource(account, facts),
      inspect: inspectSource(account, facts),
      metrics: metricSource(account),
      ...(settings.costs ? { costs: costSource(account) } : {}),
      ...objects,
      // Nothing is held open: the agent belongs to everyone, and calls end by the context's signal.
      close: async () => {},
    };
  },
  connect: connectSnippets,
};
