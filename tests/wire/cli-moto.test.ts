import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '#shared/model/job.ts';
import type { MachineQueryResult } from '#shared/model/machine.ts';
import { cli } from '#tests/helpers/cli.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { estate, estateSize, runEstate } from './aws-estate.ts';

const secret = 'wJalrXUtnFEMI-planted-secret';

/** One story, told in order: connect, sync, list; then the provider dies and the cache answers. */
describe.skipIf(!hasMoto)(`command line against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  let home: string;
  const run = (...args: string[]) => {
    const env = { AETHERIUM_VAULT: 'passphrase', AETHERIUM_PASSPHRASE: 'correct horse battery', S: secret };
    return cli([...args, '--home', home, '--json'], { env });
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'aetherium-'));
    moto = await startMoto();
    await runEstate(moto);
  });
  afterAll(async () => {
    await moto?.kill();
    rmSync(home, { recursive: true, force: true });
  });

  test('adds a connection whose secret comes from the environment', async () => {
    const added = await run(
      'connections',
      'add',
      'aws',
      '--name',
      'm',
      '--set',
      `endpoint=${moto.url}`,
      '--set',
      'accessKeyId=x',
      '--secret-env',
      'secretAccessKey=S',
    );
    expect(added).toMatchObject({ exit: 0 });
    expect(added.json()).toMatchObject({ kind: 'aws', name: 'm', secretsSet: ['secretAccessKey'] });
    expect(added.stdout + added.stderr).not.toContain(secret);
    const checked = await run('connections', 'check', 'm');
    expect(checked.json()).toMatchObject({ account: '123456789012' });
  });

  test('syncs and lists all machines', async () => {
    const synced = await run('sync', '--data-set', 'machines');
    expect(synced.exit).toBe(0);
    expect(synced.json<{ jobs: Job[] }>().jobs).toMatchObject([{ state: 'succeeded', rows: estateSize }]);
    const listed = await run('compute', 'list');
    const { rows, total, stale } = listed.json<MachineQueryResult>();
    expect({ exit: listed.exit, total, stale, count: rows.length }).toEqual({
      exit: 0,
      total: estateSize,
      stale: expect.any(Boolean),
      count: estateSize,
    });
    const perRegion = Object.groupBy(rows, ({ region }) => region);
    expect(Object.fromEntries(Object.entries(perRegion).map(([region, machines]) => [region, machines!.length]))).toEqual(estate);
    for (const row of rows) {
      expect(row).toMatchObject({
        id: expect.stringMatching(/^i-/),
        name: `web-${row.region}`,
        state: 'running',
        type: 'm5.large',
        account: '123456789012',
      });
      expect(row).toMatchObject({ tags: { team: 'shop' }, launched: expect.any(Number) });
    }
  });

  test('filters, sorts and limits', async () => {
    const listed = await run('compute', 'list', '--cached', '--where', 'region=eu-west-1', '--sort', '-id', '--limit', '3');
    const { rows, total } = listed.json<MachineQueryResult>();
    expect(total).toBe(estate['eu-west-1']);
    // Runs of digits count as numbers, as in every list of the console.
    const { compare } = new Intl.Collator('en', { numeric: true });
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => compare(b, a)));
    expect(rows).toHaveLength(3);
  });

  test('answers from the cache when the provider is gone, and says so', async () => {
    await moto.kill();
    const listed = await run('compute', 'list');
    const { rows, stale, problems, asOf } = listed.json<MachineQueryResult>();
    expect({ exit: listed.exit, count: rows.length, stale }).toEqual({ exit: 0, count: estateSize, stale: true });
    expect(problems.map(({ error, connectionName }) => [connectionName, error.code])).toContainEqual(['m', 'offline']);
    expect(asOf).toEqual(expect.any(Number));
  });

  test('a sync without the provider fails as offline and keeps the machines', async () => {
    const synced = await run('sync');
    expect([1, 3]).toContain(synced.exit);
    expect(synced.json()).toMatchObject({ error: { code: 'offline' } });
    const { rows } = (await run('compute', 'list', '--cached')).json<MachineQueryResult>();
    expect(rows).toHaveLength(estateSize);
  });
});
