import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, cli } from '#tests/helpers/cli.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

interface Ran {
  transfer: { state: string; verified: number; copied: number; counts: Record<string, number> };
  items: { from: string; state: string; verified: string | null }[];
}

/** Odd names that S3 and this file system both hold. */
const names = ['plain.txt', 'with space.csv', 'per%2Fcent.txt', 'emoji 🚀.txt', 'sub/deeper/file.bin', 'sub/empty.txt', '+plus&amp;.txt'];

describe.skipIf(!hasMoto)('storage on the command line against moto', () => {
  let moto: Moto;
  let s3: S3Client;
  const root = mkdtempSync(join(tmpdir(), 'aetherium-'));
  const source = join(root, 'source');
  const env = {
    AETHERIUM_HOME: join(root, 'home'),
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: 'us-east-1',
  };
  const run = (...args: string[]): Promise<CliResult> => cli(['storage', ...args], { env });
  const contents = (name: string) => (name.endsWith('empty.txt') ? '' : `content of ${name}\n`.repeat(1 + name.length * 2_000));

  beforeAll(async () => {
    moto = await startMoto();
    s3 = new S3Client({
      endpoint: moto.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    mkdirSync(join(source, 'sub/deeper'), { recursive: true });
    for (const name of names) writeFileSync(join(source, name), contents(name));
    const set = ['auth=environment', `endpoint=${moto.url}`, 'costs=false'].flatMap((one) => ['--set', one]);
    const added = await cli(['connections', 'add', 'aws', '--name', 's3', ...set, '--json'], { env });
    expect(added.exit, added.stderr).toBe(0);
  });
  afterAll(async () => {
    s3?.destroy();
    await moto?.kill();
    rmSync(root, { recursive: true, force: true });
  });

  test('cp of a folder: every file is there, byte for byte, and verified', async () => {
    const done = await run('cp', source, 's3:bucket/prefix', '--recursive', '--json');
    expect(done.exit, done.stderr).toBe(0);
    const { transfer, items } = done.json<Ran>();
    expect(transfer).toMatchObject({ state: 'succeeded', copied: names.length, verified: names.length });
    expect(items).toHaveLength(names.length);
    for (const name of names) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: `prefix/${name}` }));
      expect(await Body!.transformToString(), name).toBe(contents(name));
    }
    expect(done.stderr).toContain('verified');
  });

  test('the same again copies nothing', async () => {
    const done = await run('cp', source, 's3:bucket/prefix', '--recursive', '--json');
    expect(done).toMatchObject({ exit: 0 });
    expect(done.json()).toMatchObject({ plan: { counts: { act: 0, skip: names.length } }, transfer: null });
  });

  test('ls: one document with --json, one line for each object with --jsonl', async () => {
    const listed = (await run('ls', 's3:bucket/prefix', '--recursive', '--json')).json<{
      objects: { key: string; size: number }[];
      count: number;
    }>();
    expect(listed.objects.map(({ key }) => key).sort()).toEqual(names.map((name) => `prefix/${name}`).sort());
    const lines = (await run('ls', 's3:bucket/prefix', '--recursive', '--jsonl')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(listed.objects.map(({ key }) => key));
    const level = (await run('ls', 's3:bucket/prefix', '--json')).json<{ folders: string[] }>();
    expect(level.folders).toEqual(['prefix/sub/']);
  });

  test('ls of a connection lists its buckets', async () => {
    const done = await run('ls', 's3:', '--json');
    expect(done.json<{ buckets: { bucket: string }[] }>().buckets.map(({ bucket }) => bucket)).toEqual(['bucket']);
  });

  test('ls of one object, here and there; of a name that nothing has it is a failure', async () => {
    const listed = async (place: string) => (await run('ls', place, '--json')).json<{ objects: { key: string }[] }>().objects;
    expect(await listed('s3:bucket/prefix/plain.txt')).toMatchObject([{ key: 'prefix/plain.txt' }]);
    expect(await listed(join(source, 'plain.txt'))).toMatchObject([{ key: 'plain.txt' }]);
    expect(await listed('s3:bucket/none/')).toEqual([]);
    const none = await run('ls', 's3:bucket/prefix/plain', '--json');
    expect(none.json()).toMatchObject({ error: { code: 'not_found' } });
    expect(none.exit).toBe(1);
  });

  test('--jsonl is JSON Lines and nothing else: with a limit, with --json, of buckets', async () => {
    const lines = async (...args: string[]) =>
      (await run('ls', ...args, '--jsonl')).stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { key?: string; bucket?: string });
    expect(await lines('s3:bucket/prefix', '--recursive', '--limit', '2')).toHaveLength(2);
    expect((await lines('s3:bucket/prefix', '--recursive', '--json')).every((line) => line.key?.startsWith('prefix/'))).toBe(true);
    expect(await lines('s3:')).toMatchObject([{ bucket: 'bucket' }]);
  });

  test('cp of one object to a file, and of a folder back', async () => {
    const target = tempFolder();
    const done = await run('cp', 's3:bucket/prefix/plain.txt', join(target, 'f'), '--json');
    expect(done.exit, done.stderr).toBe(0);
    expect(readFileSync(join(target, 'f'), 'utf8')).toBe(contents('plain.txt'));
    const back = await run('cp', 's3:bucket/prefix', join(target, 'back'), '--recursive', '--json');
    expect(back.exit, back.stderr).toBe(0);
    for (const name of names) expect(readFileSync(join(target, 'back', name), 'utf8'), name).toBe(contents(name));
    expect(readdirSync(target, { recursive: true }).filter((name) => String(name).includes('aetherium-part'))).toEqual([]);
  });

  test('a key cannot write outside the chosen folder', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'evil/../../escaped.txt', Body: 'no' }));
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'evil//double.txt', Body: 'no' }));
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'evil/good.txt', Body: 'yes' }));
    const target = join(tempFolder(), 'inner');
    const done = await run('cp', 's3:bucket/evil', target, '--recursive', '--json');
    expect(done.exit, done.stderr).toBe(3);
    expect(readdirSync(target)).toEqual(['good.txt']);
    expect(readdirSync(join(target, '..'))).toEqual(['inner']);
    expect(done.json<Ran>().items.filter(({ state }) => state === 'failed')).toHaveLength(2);
  });

  test('presign: a link that works', async () => {
    const done = await run('presign', 's3:bucket/prefix/plain.txt', '--expires', '15m', '--json');
    expect(done.exit, done.stderr).toBe(0);
    const reply = await fetch(done.json<{ url: string }>().url);
    expect(await reply.text()).toBe(contents('plain.txt'));
    const log = await cli(['audit', 'list', '--event', 'link_made', '--json'], { env });
    expect(log.stdout).toContain('plain.txt');
    expect(log.stdout).not.toContain('X-Amz-Signature');
    for (const [place, expires] of [
      ['s3:bucket/prefix/plain.txt', '8d'],
      ['s3:bucket/prefix/plain.txt', '0s'],
      ['s3:bucket', '1h'],
    ] as const) {
      const wrong = await run('presign', place, '--expires', expires);
      expect(wrong.exit, place).toBe(2);
      expect(wrong.stderr, 'names no field of ours').not.toContain('expiresInSeconds');
    }
  });

  test('sync: the dry run says what the run then does; deletions ask for words', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'new.txt'), 'new');
    const plan = await run('sync', folder, 's3:bucket/synced', '--json', '--dry-run');
    expect(plan.json()).toMatchObject({ plan: { does: { copy: 1 } }, transfer: null });
    expect((await run('sync', folder, 's3:bucket/synced', '--json')).exit).toBe(0);
    rmSync(join(folder, 'new.txt'));
    writeFileSync(join(folder, 'other.txt'), 'other');
    const refused = await run('sync', folder, 's3:bucket/synced', '--delete', '--json');
    expect(refused.exit).toBe(1);
    const { plan: asked } = refused.json<{ plan: { confirm: { text: string } } }>();
    const done = await run('sync', folder, 's3:bucket/synced', '--delete', '--json', '--confirm', asked.confirm.text);
    expect(done.exit, done.stderr).toBe(0);
    const left = (await run('ls', 's3:bucket/synced', '--json')).json<{ objects: { key: string }[] }>();
    expect(left.objects.map(({ key }) => key)).toEqual(['synced/other.txt']);
  });

  test('mv within the bucket, then rm: a bulk deletion asks for words', async () => {
    const moved = await run('mv', 's3:bucket/synced', 's3:bucket/moved', '--recursive', '--json');
    expect(moved.exit, moved.stderr).toBe(0);
    const gone = { error: { code: 'not_found' } };
    expect((await run('ls', 's3:bucket/synced', '--json')).json()).toMatchObject(gone);
    const asked = await run('rm', 's3:bucket/prefix', '--recursive', '--json');
    expect(asked.exit).toBe(1);
    const { text } = asked.json<{ plan: { confirm: { text: string } } }>().plan.confirm;
    expect(text).toBe(`delete ${names.length}`);
    const removed = await run('rm', 's3:bucket/moved/other.txt', '--json', '--confirm', 'other.txt');
    expect(removed.exit, removed.stdout).toBe(0);
    expect((await run('ls', 's3:bucket/moved', '--json')).json()).toMatchObject(gone);
    const verdict = await cli(['audit', 'verify', '--json'], { env });
    expect(verdict.json()).toMatchObject({ ok: true });
  });

  test('transfers: listed, shown and put before others; one that has ended is not resumed but done again', async () => {
    const { transfers } = (await run('transfers', '--json')).json<{ transfers: { id: string; state: string }[] }>();
    const { id } = transfers.find(({ state }) => state === 'succeeded')!;
    expect((await run('transfers', 'prioritise', id, 'high', '--json')).json()).toMatchObject({ transfer: { id, priority: 'high' } });
    expect((await run('transfers', 'show', id, '--json')).json()).toMatchObject({ transfer: { priority: 'high' } });
    const resumed = await run('transfers', 'resume', id, '--json');
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.stringContaining(`storage transfers retry ${id}`)]);
    expect((await run('transfers', 'prioritise', id, 'urgent')).exit).not.toBe(0);
  });

  test('find answers offline, once the names were read', async () => {
    expect((await run('index', 's3:bucket', '--json')).exit).toBe(0);
    await moto.kill();
    const done = await run('find', 'ext:csv size>10kB', '--offline', '--json');
    expect(done.exit, done.stderr).toBe(0);
    expect(done.json<{ rows: { address: string }[] }>().rows.map(({ address }) => address)).toEqual(['s3:bucket/prefix/with space.csv']);
    moto = await startMoto();
  });
});
