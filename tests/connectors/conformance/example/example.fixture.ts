import { plainMachine } from '#shared/model/machine.ts';
import { type ScriptedReply, type ScriptedRequest, startScriptedServer } from '#tests/helpers/scripted-server.ts';
import type { ConnectorFixture, Prepare } from '../fixture.ts';

const machine = (id: number) => ({
  id: `m-${id}`,
  name: `machine ${id}`,
  provider: 'other',
  account: 'main',
  accountName: 'main',
  region: 'here',
  zone: '',
  state: 'running',
  providerState: 'up',
  type: '',
  os: '',
  privateIp: '',
  publicIp: '',
  environment: '',
  launched: null,
  ...plainMachine,
  tags: {},
});

function json(value: object): ScriptedReply {
  return { status: 200, headers: { connection: 'close' }, body: JSON.stringify(value) };
}

const notFound: ScriptedReply = { status: 404, headers: { connection: 'close' }, body: '' };

function answer({ method, path }: ScriptedRequest, pages: number): ScriptedReply {
  if (method === 'POST') return json({ request: 'r-1' });
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  if (pathname === '/account') return json({ account: 'main', scopes: ['here'] });
  const known = Array.from({ length: pages * 2 }, (_, id) => machine(id));
  const one = /^\/machines\/([^/]+)$/.exec(pathname)?.[1];
  if (one) return known.some(({ id }) => id === one) ? json({ id: one, power: 'up' }) : notFound;
  const ids = searchParams.get('ids')?.split(',');
  if (ids) return json({ machines: known.filter(({ id }) => ids.includes(id)) });
  const page = Number(searchParams.get('after'));
  return json({ machines: known.slice(page * 2, page * 2 + 2), next: page + 1 < pages ? String(page + 1) : null });
}

const secrets = { apiToken: 'token-of-the-example' };

function scripted(script: (request: ScriptedRequest) => ScriptedReply): Prepare {
  return async () => {
    const server = await startScriptedServer(script);
    return {
      settings: { endpoint: server.url },
      secrets,
      changes: () => server.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
      hanging: () => server.requests.length,
      cleanup: () => server.close(),
    };
  };
}

const always = (reply: ScriptedReply) => scripted(() => reply);

async function nobodyThere() {
  const server = await startScriptedServer(() => 'reset');
  await server.close();
  return { settings: { endpoint: server.url }, secrets };
}

export const exampleFixture: ConnectorFixture = {
  kind: 'example',
  situations: {
    healthy: scripted((request) => answer(request, 1)),
    paged: scripted((request) => answer(request, 3)),
    missingPermission: { absent: 'The inventory has one permission: to use it.' },
    rateLimited: { prepare: always({ status: 429, headers: { 'retry-after': '3', connection: 'close' }, body: '' }), retryAfterMs: 3000 },
    expired: always({ status: 401, headers: { connection: 'close' }, body: '' }),
    malformed: { prepare: always({ status: 200, headers: { connection: 'close' }, body: '<html>' }), code: 'provider_unavailable' },
    offline: nobodyThere,
    silent: scripted(() => 'hang'),
  },
  without: {
    metrics: 'The inventory measures nothing.',
    connect: 'The inventory does not say how its machines are reached.',
  },
};
