import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ConnectorFixture, Prepare } from './fixture.ts';

const header = 'BillingCurrency,BilledCost,EffectiveCost,ChargePeriodStart,ChargePeriodEnd,ServiceName,ChargeCategory';

function csv(rows: number): Buffer {
  const lines = Array.from(
    { length: rows },
    (_, n) => `USD,${n}.25,${n}.5,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,Service ${n % 7},Usage`,
  );
  return Buffer.from(`${[header, ...lines].join('\n')}\n`);
}

function withFile(name: string, content: () => Buffer): Prepare {
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aetherium-conformance-'));
    const path = join(folder, name);
    await writeFile(path, content());
    return { settings: { path }, cleanup: () => rm(folder, { recursive: true, force: true }) };
  };
}

function truncatedGzip(): Buffer {
  const whole = gzipSync(csv(5_000));
  return whole.subarray(0, Math.floor(whole.length / 2));
}

export const focusFileFixture: ConnectorFixture = {
  kind: 'focus-file',
  situations: {
    healthy: withFile('costs.csv', () => csv(100)),
    paged: withFile('costs.csv', () => csv(150_000)),
    missingPermission: { absent: 'A file has no permissions to name: it can be read or not.' },
    rateLimited: { absent: 'A file is read as fast as the disk gives it.' },
    expired: { absent: 'A file asks for no sign-in.' },
    malformed: { prepare: withFile('costs.csv.gz', truncatedGzip), code: 'invalid_input' },
    offline: { absent: 'A file is on this machine.' },
  },
  without: {
    actions: 'A file of costs has no machines to change.',
    metrics: 'A file of costs has no machines to measure.',
    inspect: 'A file of costs has no machines to look at.',
    connect: 'A file of costs has no machines to connect to.',
  },
};
