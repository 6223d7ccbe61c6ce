import type { Connector } from '../sdk.ts';
import { createAccount } from './account.ts';
import { actionSource } from './actions.ts';
import { checkAccount } from './check.ts';
import { computeSource } from './compute.ts';
import { connectSnippets } from './connect.ts';
import { inspectSource } from './inspect.ts';
import { manifest } from './manifest.ts';
import { metricSource } from './metrics.ts';
import { objectsOfIdentity, openStorage } from './objects/open-storage.ts';
import { readSettings } from './settings.ts';
import { createSignIn } from './sign-in.ts';
import { sizesOf } from './sizes.ts';

/** Microsoft Azure: virtual machines, scale sets and AKS clusters over Azure Resource Manager, metrics of Azure Monitor, Blob storage. */
export const azure: Connector = {
  manifest,
  async open(context) {
    const settings = readSettings(context.settings);
    if (settings.auth === 'storage') return openStorage(context, settings);
    const account = createAccount(context, settings, await createSignIn(context, settings));
    const sizes = sizesOf(account);
    return {
      check: () => checkAccount(account),
      compute: computeSource(account),
      actions: actionSource(account, sizes),
      inspect: inspectSource(account),
      metrics: metricSource(account, sizes),
      objects: objectsOfIdentity(account),
      // Nothing is held open: agent and sign-in belong to the process, and calls end by the context's signal.
      close: async () => {},
    };
  },
  connect: connectSnippets,
};
