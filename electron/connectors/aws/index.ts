import type { Connector } from '../sdk.ts';
import { createAccount } from './account.ts';
import { checkAccount } from './check.ts';
import { createClients } from './clients.ts';
import { computeSource } from './compute.ts';
import { costSource } from './costs.ts';
import { manifest } from './manifest.ts';
import { readSettings } from './settings.ts';

/** Amazon Web Services: EC2 instances and Cost Explorer. */
export const aws: Connector = {
  manifest,
  async open(context) {
    const settings = readSettings(context.settings);
    const account = createAccount(context, settings, await createClients(context, settings));
    return {
      check: () => checkAccount(account),
      compute: computeSource(account),
      ...(settings.costs ? { costs: costSource(account) } : {}),
      // Nothing is held open: the agent belongs to everyone, and calls end by the context's signal.
      close: async () => {},
    };
  },
};
