import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { ProgramParts } from '#host/cli/program-parts.ts';
import { addStorage } from '#host/cli/storage-commands.ts';
import { findCommand, listCommand, presignCommand } from '#renderer/features/storage/read-commands.ts';
import { cliCommand } from '#renderer/features/transfers/plan/cli-command.ts';
import type { AskedRequest } from '#renderer/features/transfers/plan/use-storage-plan.ts';
import { failure } from '#shared/errors/app-error.ts';
import { storageRequestSchema } from '#shared/model/transfer.ts';

const features = [
  { connectionId: 'aws1', name: 'Retail AWS', kind: 'aws', features: { scheme: 's3' } },
  { connectionId: 'azure1', name: 'Retail Azure', kind: 'azure', features: { scheme: 'az' } },
];

/** The words of one line, as a POSIX shell reads them. */
function wordsOf(line: string): string[] {
  const { stdout, status } = spawnSync('sh', ['-c', `aetherium() { printf '%s\\0' "$@"; }; ${line}`], { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.split('\0').slice(0, -1);
}

interface Ran {
  method: string;
  input: unknown;
}

/** What the true command line asks of the services, where these keys are objects. */
async function run(command: string, objects: string[] = []): Promise<Ran[]> {
  const asked: Ran[] = [];
  const note = (method: string) => (input: unknown) => {
    asked.push({ method, input });
    throw failure('cancelled', 'Enough is known');
  };
  const client = {
    storage: {
      features: () => Promise.resolve(features),
      head: ({ key }: { key: string }) =>
        objects.includes(key) ? Promise.resolve({}) : Promise.reject(failure('not_found', 'There is no such object')),
      presign: note('presign'),
      find: note('find'),
    },
    transfers: { plan: note('plan') },
  };
  const parts = {
    io: { cwd: '/tmp', env: {}, err: () => Promise.resolve() },
    perform: async (_options: unknown, work: (opened: unknown) => Promise<unknown>) => {
      await work({ client, core: { onEvent: () => () => {} } }).catch((cause: unknown) => {
        if (asked.length === 0) throw cause;
      });
    },
  };
  for (const line of command.split('\naetherium ').map((one, index) => (index === 0 ? one : `aetherium ${one}`))) {
    const program = new Command().exitOverride();
    addStorage(program, parts as unknown as ProgramParts);
    await program.parseAsync(wordsOf(line), { from: 'user' });
  }
  return asked;
}

const aws = { connectionId: 'aws1', bucket: 'retail-datalake' };
const azure = { connectionId: 'azure1', bucket: 'retailstore/invoices' };
const odd = [
  "it's $HOME `id`",
  'a b/"c"',
  'x;rm -rf ~',
  'new\nline',
  'tab\there',
  '%2F',
  '//double',
  '/leading',
  '🧾 ü',
  '--delete',
  '*?[a]',
  '\\n',
  'a:b',
];

const requests: [string, AskedRequest][] = [
  [
    'copy of an object under another name',
    {
      verb: 'copy',
      source: { objects: [{ ...aws, key: 'a b.csv' }] },
      target: { kind: 'bucket', ...azure, prefix: '', key: "it's.csv" },
      conflict: 'newer',
      storageClass: 'Cool',
      properties: { contentType: 'text/csv; charset=utf-8' },
      priority: 'high',
    },
  ],
  [
    'move of a folder',
    { verb: 'move', source: { prefixes: [{ ...aws, prefix: 'raw data/' }] }, target: { kind: 'bucket', ...azure, prefix: 'raw/' } },
  ],
  [
    'sync',
    {
      verb: 'sync',
      from: { kind: 'bucket', ...aws, prefix: 'a/' },
      to: { kind: 'bucket', ...azure, prefix: '' },
      deleteExtra: true,
      compare: 'checksum',
      priority: 'low',
    },
  ],
  ['deletion of several', { verb: 'delete', source: { objects: odd.map((key) => ({ ...aws, key })) }, versions: true }],
  ['deletion of a folder', { verb: 'delete', source: { prefixes: [{ ...azure, prefix: "it's/" }] } }],
];

describe('Copy as CLI', () => {
  it.each(requests)('%s: the command line makes the same request', async (_, request) => {
    const command = cliCommand(request)!;
    const objects = 'source' in request ? (request.source.objects ?? []).map(({ key }) => key) : [];
    const asked = await run(command, objects);
    expect(asked.map(({ method, input }) => [method, storageRequestSchema.parse((input as { request: unknown }).request)])).toEqual([
      ['plan', storageRequestSchema.parse(request)],
    ]);
  });

  it.each(odd)('downloads an object called %j', async (key) => {
    const command = cliCommand({ verb: 'copy', source: { objects: [{ ...aws, key }] }, target: { kind: 'file' } })!;
    const [asked] = await run(command, [key]);
    expect(asked).toMatchObject({
      input: { request: { source: { objects: [{ ...aws, key }] }, target: { kind: 'file', path: '/tmp/' } } },
    });
  });

  it('copies several things by a line each, and a folder among them keeps its name', async () => {
    const request: AskedRequest = {
      verb: 'copy',
      source: { objects: [{ ...aws, key: 'top/a.csv' }], prefixes: [{ ...aws, prefix: 'top/deep/' }] },
      target: { kind: 'bucket', ...azure, prefix: 'in/' },
    };
    const asked = await run(cliCommand(request)!, ['top/a.csv']);
    expect(asked.map(({ input }) => input)).toMatchObject([
      { request: { source: { objects: [{ key: 'top/a.csv' }] }, target: { prefix: 'in/' } } },
      { request: { source: { prefixes: [{ prefix: 'top/deep/' }] }, target: { prefix: 'in/deep/' } } },
    ]);
  });

  it('offers nothing where the command line has no word for it', () => {
    const target = { kind: 'bucket' as const, ...azure, prefix: '' };
    expect(cliCommand({ verb: 'copy', source: { files: { tokens: ['token-of-a-file'] } }, target })).toBeNull();
    expect(cliCommand({ verb: 'copy', source: { objects: [{ ...aws, key: 'ends/with/slash/' }] }, target })).toBeNull();
    expect(cliCommand({ verb: 'delete', source: { objects: [{ ...aws, key: 'a', versionId: 'v1' }] } })).toBeNull();
    expect(cliCommand({ verb: 'tags', source: { objects: [{ ...aws, key: 'a' }] }, tags: {} })).toBeNull();
    expect(presignCommand({ object: { ...aws, key: 'a', versionId: 'v1' }, method: 'GET', seconds: 60 })).toBeNull();
  });

  it.each(["-tmp ext:csv 'x'", 'size>1MB', '"a b"'])('searches for %j in the index alone', async (query) => {
    expect(await run(findCommand(query))).toMatchObject([{ method: 'find', input: { query } }]);
    expect(wordsOf(findCommand(query))).toContain('--offline');
  });

  it.each([
    [900, 'GET'],
    [12 * 3600, 'PUT'],
    [7 * 86_400, 'GET'],
  ] as const)('makes a link of %i seconds for %s', async (seconds, method) => {
    const object = { ...aws, key: "it's 🧾.pdf" };
    expect(await run(presignCommand({ object, method, seconds })!)).toMatchObject([
      { method: 'presign', input: { ...object, method, expiresInSeconds: seconds } },
    ]);
  });

  it('lists a folder by its place', () => {
    expect(wordsOf(listCommand({ ...azure, prefix: "raw 'data'/" }))).toEqual(['storage', 'ls', "azure1:retailstore/invoices/raw 'data'/"]);
  });
});
