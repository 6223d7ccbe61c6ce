import type { ConnectionSettings } from '#connectors/sdk.ts';
import type { ConnectorFixture, Prepare } from './fixture.ts';

const withSettings =
  (settings: ConnectionSettings): Prepare =>
  async () => ({ settings: { scale: 0.05, seed: 1, ...settings } });

export const demoFixture: ConnectorFixture = {
  kind: 'demo',
  situations: {
    healthy: withSettings({}),
    paged: withSettings({ scale: 6 }),
    missingPermission: { prepare: withSettings({ fail: 'forbidden' }), names: ['demo:ReadCosts', 'demo:ListMachines'] },
    rateLimited: { prepare: withSettings({ fail: 'rate_limit' }), retryAfterMs: 30_000 },
    expired: withSettings({ fail: 'expired' }),
    malformed: { absent: 'The organisation is made in this process: there is no answer that could be garbled.' },
    offline: { absent: 'It uses no network; a provider that is down is the setting "outage".' },
  },
};
