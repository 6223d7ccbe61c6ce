import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headlessShell } from '#host/server/headless-shell.ts';
import { failure } from '#shared/errors/app-error.ts';
import { readZip } from '#tests/helpers/read-zip.ts';
import { type ServerFixture, serverFixture, tokenOf } from '#tests/helpers/server-fixture.ts';
import { type StubCore, stubCore } from '#tests/helpers/stub-core.ts';

let core: StubCore;
let host: ServerFixture;
beforeEach(async () => {
  core = stubCore({ connections: { list: () => [] } });
  host = await serverFixture(core);
});
afterEach(() => host.end());

const post = (body: unknown, headers: Record<string, string> = { origin: host.origin }) =>
  host.ask('/session', { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('where it listens', () => {
  it('answers on the loopback interface only', async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    for (const { address } of others) await expect(connects(address, host.server.port)).resolves.toBe(false);
    await expect(connects('127.0.0.1', host.server.port)).resolves.toBe(true);
  });

  it('prints an address with the token in the fragment', () => {
    expect(host.server.url).toMatch(new RegExp(`^${host.origin}/#token=[\\w-]{43}$`));
  });
});

describe('static files', () => {
  it('serves the index with a policy and without caching', async () => {
    const { status, headers, text } = await host.ask('/');
    expect(status).toBe(200);
    expect(text).toContain('Aetherium');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.server.port}`);
  });

  it('serves hashed assets for good', async () => {
    expect((await host.ask('/assets/app-1a2b.js')).headers['cache-control']).toContain('immutable');
    expect((await host.ask('/?x=1')).text).toContain('Aetherium');
    expect((await host.ask('/', { method: 'HEAD' })).text).toBe('');
  });

  it.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/assets/..%2f..%2foutside.js',
    '/assets/%5c..%5c..%5coutside.js',
    '/assets/app-1a2b.js%00.js',
    '/%E0%A4%A.js',
    '/assets/missing.js',
    '/assets',
    '/costs',
    '/assets/app.map',
    '//etc/hosts.js',
  ])('does not leave its folder for %s', async (path) => {
    const { status, text } = await host.ask(path);
    expect(text).not.toContain('outside');
    expect(status).toBe(404);
  });
});

describe('who may ask', () => {
  it.each(['evil.example', 'evil.example:1', '127.0.0.1', '[::1]:80'])('refuses the Host header %s', async (name) => {
    expect((await host.ask('/', { headers: { host: name } })).status).toBe(403);
  });

  it('accepts localhost as its name', async () => {
    expect((await host.ask('/', { headers: { host: `localhost:${host.server.port}` } })).status).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])('refuses the Origin %s', async (origin) => {
    expect((await host.ask('/', { headers: { origin } })).status).toBe(403);
    expect((await post({ token: tokenOf(host.server.url) }, { origin })).status).toBe(403);
  });

  it('wants an Origin to open a session', async () => {
    expect((await post({ token: tokenOf(host.server.url) }, {})).status).toBe(403);
  });

  it('knows no other methods', async () => {
    expect((await host.ask('/', { method: 'DELETE' })).status).toBe(405);
    expect((await host.ask('/session', { method: 'OPTIONS', headers: { origin: host.origin } })).status).toBe(405);
  });
});

describe('the one-time link', () => {
  it('opens one session and then never again', async () => {
    const token = tokenOf(host.server.url);
    const first = await post({ token });
    expect(first.status).toBe(200);
    expect(first.headers['set-cookie']?.[0]).toMatch(/^aetherium-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await post({ token })).status).toBe(401);
  });

  it('expires', async () => {
    host.time.now += 31 * 60_000;
    expect((await post({ token: tokenOf(host.server.url) })).status).toBe(401);
    expect((await post({ token: tokenOf(host.server.newUrl()) })).status).toBe(200);
  });

  it.each([
    ['wrong', { token: 'wrong' }],
    ['no', {}],
    ['an object as', { token: {} }],
  ])('refuses %s token', async (_name, body) => {
    expect((await post(body)).status).toBe(401);
  });

  it('refuses what is not small JSON', async () => {
    expect((await post('token=')).status).toBe(400);
    expect((await post(JSON.stringify({ token: 'a'.repeat(5000) }))).status).toBe(400);
  });

  it('never logs the token or the session', async () => {
    const session = await host.signIn();
    await post({ token: 'wrong' });
    const log = JSON.stringify(host.logger.lines);
    for (const secret of [tokenOf(host.server.url), session['x-aetherium-key'], session.cookie]) expect(log).not.toContain(secret);
  });
});

describe('the session', () => {
  it('needs both halves', async () => {
    const both = await host.signIn();
    const other = await host.signIn();
    expect((await host.ask('/session', { headers: both })).status).toBe(204);
    for (const half of [{ cookie: both.cookie }, { 'x-aetherium-key': both['x-aetherium-key'] }, { ...both, cookie: other.cookie }, {}]) {
      expect((await host.ask('/session', { headers: half })).status).toBe(401);
    }
  });

  it('ends when nobody uses it', async () => {
    const session = await host.signIn();
    host.time.now += 11 * 3_600_000;
    expect((await host.ask('/session', { headers: session })).status).toBe(204);
    host.time.now += 13 * 3_600_000;
    expect((await host.ask('/session', { headers: session })).status).toBe(401);
  });
});

describe('uploads', () => {
  it('stores the file in the home and grants it', async () => {
    const headers = await host.signIn();
    const answer = await host.ask('/upload?name=costs%20mai.csv', { method: 'POST', headers, body: 'a,b\n1,2\n' });
    expect(answer.status).toBe(200);
    const upload = JSON.parse(answer.text) as { token: string; name: string; bytes: number };
    expect(upload).toMatchObject({ name: 'costs mai.csv', bytes: 8 });
    const path = core.grants.pathToOpen(upload.token);
    expect(path.startsWith(join(host.home, 'uploads'))).toBe(true);
    await expect(readFile(path, 'utf8')).resolves.toBe('a,b\n1,2\n');
  });

  it.each([
    ['../../evil.csv', 'evil.csv'],
    ['..\\..\\evil.csv', 'evil.csv'],
    ['.hidden', 'hidden'],
    ['..', 'file'],
    ['a\u0000b:c.csv', 'a_b_c.csv'],
    ['', 'file'],
  ])('keeps the name %j inside its folder', async (name, stored) => {
    const headers = await host.signIn();
    const answer = await host.ask(`/upload?name=${encodeURIComponent(name)}`, { method: 'POST', headers, body: 'x' });
    expect(JSON.parse(answer.text)).toMatchObject({ name: stored });
    expect(await readdir(host.home)).toEqual(['uploads']);
  });

  it('needs a session and our origin', async () => {
    const session = await host.signIn();
    expect((await host.ask('/upload?name=a', { method: 'POST', headers: { origin: host.origin }, body: 'x' })).status).toBe(401);
    expect(
      (await host.ask('/upload?name=a', { method: 'POST', headers: { ...session, origin: 'http://evil.example' }, body: 'x' })).status,
    ).toBe(403);
    expect(existsSync(join(host.home, 'uploads'))).toBe(false);
  });

  it('refuses more than the disk can spare', async () => {
    const headers = { ...(await host.signIn()), 'content-length': String(2 ** 52) };
    const answer = await host.ask('/upload?name=a', { method: 'POST', headers, body: 'x' }).catch((cause: unknown) => cause);
    expect(answer).toMatchObject({ status: 400 });
    expect(await readdir(join(host.home, 'uploads'))).toEqual([]);
  });

  it('removes them at the end unless a connection reads them', async () => {
    const headers = await host.signIn();
    for (const name of ['kept.csv', 'gone.csv']) await host.ask(`/upload?name=${name}`, { method: 'POST', headers, body: 'x' });
    const kept = [...core.granted.values()].find((path) => path.endsWith('kept.csv'))!;
    core.services.connections.list = () => [{ settings: { path: kept } }] as never;
    await host.server.close();
    const left = await readdir(join(host.home, 'uploads'), { recursive: true });
    expect(left.filter((path) => path.endsWith('.csv')).map((path) => path.split('/').at(-1))).toEqual(['kept.csv']);
  });
});

describe('downloads', () => {
  const save = async (name: string) => {
    const chosen = (await headlessShell(host.home).chooseSave({ suggestedName: name }))!;
    await writeFile(chosen.path, 'report');
    return chosen.downloadPath!;
  };

  it('sends what was saved under its name', async () => {
    const { cookie } = await host.signIn();
    const answer = await host.ask(await save('Kosten "März".csv'), { headers: { cookie } });
    expect(answer).toMatchObject({ status: 200, text: 'report' });
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="Kosten _M_rz_.csv"; filename*=UTF-8''Kosten%20_M%C3%A4rz_.csv`,
    );
  });

  it('needs a session', async () => {
    expect((await host.ask(await save('a.csv'))).status).toBe(401);
  });

  it('sends a folder as an archive that names what its transfer did not fetch', async () => {
    const { cookie } = await host.signIn();
    const chosen = (await headlessShell(host.home).chooseSave({ suggestedName: 'Lö gs', folder: 'named' }))!;
    await mkdir(join(chosen.path, 'sub'), { recursive: true });
    await writeFile(join(chosen.path, 'sub/a.txt'), 'hello');
    core.services.transfers = {
      get: ({ transferId }: { transferId: string }) => {
        if (transferId !== 't-1') throw failure('not_found', 'There is no such transfer.');
        return { items: [{ from: 's3://b/x//y', state: 'failed', error: { message: 'No such name' }, note: '' }] };
      },
    } as never;
    const ask = (query: string) => fetch(`${host.origin}${chosen.downloadPath!}${query}`, { headers: { cookie } });
    const answer = await ask('?transfer=t-1');
    const archive = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-disposition')).toContain(`filename*=UTF-8''L%C3%B6%20gs.zip`);
    expect(Number(answer.headers.get('content-length'))).toBe(archive.length);
    expect(readZip(archive)).toEqual([
      ['sub/a.txt', 'hello'],
      ['NOT DOWNLOADED.txt', 's3://b/x//y\tNo such name\n'],
    ]);
    expect((await ask('?transfer=t-2')).status).toBe(404);
    expect((await fetch(`${host.origin}${chosen.downloadPath!}?transfer=t-1`)).status).toBe(401);
  });

  it.each(['/download/..', '/download/%2e%2e%2fuploads', `/download/1-${'a'.repeat(32)}`])('finds nothing at %s', async (path) => {
    const { cookie } = await host.signIn();
    const answer = await host.ask(path, { headers: { cookie } });
    expect(answer.text).not.toContain('report');
    expect([404, 200]).toContain(answer.status);
  });

  it('removes them at the end', async () => {
    await save('a.csv');
    await host.server.close();
    expect(await readdir(join(host.home, 'downloads'))).toEqual([]);
  });
});

function connects(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
