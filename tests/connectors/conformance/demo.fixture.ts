import type { ConnectionSettings, Machine } from '#connectors/sdk.ts';
import type { ConnectorFixture, Prepare } from './fixture.ts';

const withSettings =
  (settings: ConnectionSettings): Prepare =>
  async () => ({ settings: { scale: 0.05, seed: 1, ...settings } });

/** Types that the organisation uses. */
const types: Partial<Record<Machine['provider'], string>> = { aws: 'm7g.large', azure: 'Standard_D2s_v5', gcp: 'e2-medium' };

export const demoFixture: ConnectorFixture = {
  kind: 'demo',
  situations: {
    healthy: withSettings({}),
    paged: withSettings({ scale: 6 }),
    missingPermission: { prepare: withSettings({ fail: 'forbidden' }), names: ['demo:ReadCosts', 'demo:ListMachines', 'demo:ListBuckets'] },
    rateLimited: { prepare: withSettings({ fail: 'rate_limit' }), retryAfterMs: 30_000 },
    expired: withSettings({ fail: 'expired' }),
    malformed: { absent: 'The organisation is made in this process: there is no answer that could be garbled.' },
    offline: { absent: 'It uses no network; a provider that is down is the setting "outage".' },
    silent: { absent: 'It is computed in this process: nothing is waited for.' },
  },
  inputs: { resize: ({ provider }) => ({ type: types[provider] ?? '' }) },
};
