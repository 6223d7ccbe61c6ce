import type { CheckResult, ConnectorContext, Session } from '../sdk.ts';
import { actionSource } from './actions.ts';
import { accounts, company } from './company.ts';
import { computeSource } from './compute-source.ts';
import { costSource } from './cost-source.ts';
import { beforeCheck, permissions } from './failures.ts';
import { machineCount } from './fleets.ts';
import { inspectSource } from './inspect.ts';
import { metricSource } from './metrics.ts';
import { objectStore } from './objects/store.ts';
import type { OpenDemo } from './open-demo.ts';
import { demoOptions } from './options.ts';
import { organisation } from './organisation.ts';

function check(demo: OpenDemo): CheckResult {
  demo.closed.throwIfAborted();
  beforeCheck(demo);
  const { fail, seed } = demo.options;
  return {
    account: company.name,
    identity: `seed ${seed}`,
    missing: fail === 'forbidden' ? permissions : [],
    notes: [`Fictional: ${machineCount(demo.options).toLocaleString('en')} machines in ${accounts.length} accounts of three clouds.`],
  };
}

/** Opens the organisation that the settings describe. Throws `AppFailure` `invalid_input` for settings outside their limits. */
export function openSession(context: ConnectorContext): Session {
  const end = new AbortController();
  const options = demoOptions(context.settings);
  const demo: OpenDemo = {
    connectionId: context.connectionId,
    options,
    organisation: organisation(options),
    clock: context.clock,
    closed: AbortSignal.any([context.signal, end.signal]),
  };
  const costs = costSource(demo);
  return {
    check: async () => check(demo),
    costs: costs.source,
    compute: computeSource(demo),
    actions: actionSource(demo),
    inspect: inspectSource(demo),
    metrics: metricSource(demo),
    objects: objectStore(demo),
    async close() {
      end.abort();
      await costs.close();
    },
  };
}
