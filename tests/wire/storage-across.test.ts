import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aws } from '#connectors/aws/index.ts';
import { azure } from '#connectors/azure/index.ts';
import { gcp } from '#connectors/gcp/index.ts';
import { local } from '#connectors/local/index.ts';
import { createHttp } from '#core/net/http-port.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import type { Transfer } from '#shared/model/transfer.ts';
import { type Azurite, developmentAccount, hasAzurite, startAzurite } from '#tests/helpers/azurite.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { gcsWorld } from '#tests/helpers/gcs-store.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { keyFile } from '#tests/helpers/scripted-gcp-sign-in.ts';
import { type TestCore, testCore } from '#tests/helpers/test-core.ts';
import { bareClient } from './azure-blob-session.ts';
import { s3Client } from './s3-estate.ts';

const names = ['a.txt', 'with space.csv', 'per%2Fcent', 'emoji 🚀.bin', 'sub/deeper/x', 'empty', 'sub/big.bin', '+plus&amp;'];
const contents = new Map(
  names.map((name, n) => [name, randomFillSync(Buffer.alloc(name === 'empty' ? 0 : name.endsWith('big.bin') ? 40_000_001 : 1_000 + n))]),
);

interface Side {
  connectionId: string;
  bucket: string;
}

/** Everything below `prefix` of one store to the other, through plan, queue and audit. */
async function copied({ client }: TestCore, from: Side, to: Side, prefix: string): Promise<Transfer> {
  const plan = await client.transfers.plan({
    request: { verb: 'copy', source: { prefixes: [{ ...from, prefix }] }, target: { kind: 'bucket', ...to, prefix } },
  });
  expect(plan.counts, JSON.stringify(plan.items.find(({ refusal }) => refusal))).toMatchObject({ act: names.length, refuse: 0 });
  const { id } = await client.transfers.apply({ planId: plan.id });
  let last = (await client.transfers.get({ transferId: id })).transfer;
  await until(async () => (last = (await client.transfers.get({ transferId: id })).transfer).endedAt !== null);
  const { items } = await client.transfers.get({ transferId: id, limit: 5 });
  expect(last.state, JSON.stringify(items.filter(({ error }) => error))).toBe('succeeded');
  return last;
}

describe.skipIf(!hasMoto || !hasAzurite)('from store to store: moto, azurite, a scripted Google and folders', () => {
  let moto: Moto;
  let azurite: Azurite;
  let root: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'aetherium-'));
    [moto, azurite] = await Promise.all([startMoto(), startAzurite()]);
    const s3 = s3Client(moto);
    await s3.send(new CreateBucketCommand({ Bucket: 'main' }));
    s3.destroy();
    await bareClient(azurite).createContainer('box');
  });
  afterAll(async () => {
    await moto?.kill();
    await azurite?.kill();
    rmSync(root, { recursive: true, force: true });
  });

  test('folder → S3 → Azure → Google → folder: the same bytes, verified where the store states a checksum', async () => {
    const world = await gcsWorld();
    const [start, end] = [join(root, 'start'), join(root, 'end')];
    for (const [name, bytes] of contents) {
      mkdirSync(join(start, 'set', name, '..'), { recursive: true });
      writeFileSync(join(start, 'set', name), bytes);
    }
    mkdirSync(end);
    const http = createHttp();
    const made = await testCore([local, aws, azure, gcp], { clock: nodeClock, http });
    const { client } = made;
    const add = async (kind: string, settings: Record<string, string | boolean>, secrets: Record<string, string> = {}) =>
      (await client.connections.add({ kind, name: kind, settings, secrets })).id;
    const folders = await add('local', { folders: `${start},${end}` });
    const s3 = {
      connectionId: await add('aws', { auth: 'keys', accessKeyId: 'x', s3Endpoint: moto.url }, { secretAccessKey: 'S' }),
      bucket: 'main',
    };
    const blob = {
      connectionId: await add('azure', azurite.settings as Record<string, string>, azurite.secrets),
      bucket: `${developmentAccount}/box`,
    };
    const settings = { ...world.gcp.settings, storageEndpoint: world.gcs.url } as Record<string, string>;
    const gcs = { connectionId: await add('gcp', settings, { serviceAccountKey: keyFile }), bucket: 'b' };
    onTestFinished(() => made.core.close());

    const up = await copied(made, { connectionId: folders, bucket: 'start' }, s3, 'set/');
    expect(up).toMatchObject({ copied: names.length, verified: names.length });
    const across = await copied(made, s3, blob, 'set/');
    expect(across.copied).toBe(names.length);
    const further = await copied(made, blob, gcs, 'set/');
    expect(further).toMatchObject({ copied: names.length });
    const down = await copied(made, gcs, { connectionId: folders, bucket: 'end' }, 'set/');
    expect(down).toMatchObject({ copied: names.length, verified: names.length });

    for (const [name, bytes] of contents) expect(readFileSync(join(end, 'set', name)).equals(bytes), name).toBe(true);
    expect(readdirSync(end, { recursive: true }).filter((name) => String(name).includes('aetherium'))).toEqual([]);
    expect(await client.audit.verify({})).toMatchObject({ ok: true });
  });
});
