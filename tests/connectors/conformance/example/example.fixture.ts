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

function answer({ path }: ScriptedRequest, pages: number): ScriptedReply {
  if (path === '/account') return json({ account: 'main', scopes: ['here'] });
  const page = Number(new URL(path, 'http://localhost').searchParams.get('after'));
  return json({ machines: [machine(page * 2), machine(page * 2 + 1)], next: page + 1 < pages ? String(page + 1) : null });
}

function scripted(script: (request: ScriptedRequest) => ScriptedReply): Prepare {
  return async () => {
    const server = await startScriptedServer(script);
    return { settings: { endpoint: server.url }, secrets: { apiToken: 'token-of-the-example' }, cleanup: () => server.close() };
  };
}

const always = (reply: ScriptedReply) => scripted(() => reply);

async function nobodyThere() {
  const server = await startScriptedServer(() => 'reset');
  await server.close();
  return { settings: { endpoint: server.url }, secrets: { apiToken: 'token-of-the-example' } };
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
  },
};
