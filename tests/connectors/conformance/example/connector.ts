import { type ComputeSource, type Connector, type ConnectorContext, failure, type Machine, type Manifest } from '#connectors/sdk.ts';

const manifest: Manifest = {
  kind: 'example',
  title: 'Example inventory',
  description: 'Machines of a service that answers JSON.',
  docsUrl: 'https://inventory.example/docs',
  capabilities: ['compute'],
  opensFiles: [],
  fields: [
    { key: 'endpoint', label: 'Endpoint', type: 'url', required: true, advanced: false },
    { key: 'apiToken', label: 'API token', type: 'secret', required: true, advanced: false },
  ],
};

interface Reply {
  account: string;
  scopes: string[];
  machines: Machine[];
  next: string | null;
}

/** One place turns what the provider says into the console's errors. */
function refused(context: ConnectorContext, operation: string, response: Response): Error {
  const source = { connectionId: context.connectionId, operation };
  const fix = { kind: 'edit_connection', connectionId: context.connectionId } as const;
  if (response.status === 401) return failure('auth_required', 'The inventory does not accept the token.', { fix, source });
  if (response.status === 403) return failure('forbidden', `${operation} is not allowed.`, { source });
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
  if (response.status === 429) return failure('rate_limited', 'The inventory asks for a pause.', { retryAfterMs, source });
  return failure('provider_unavailable', `The inventory answered ${response.status}.`, { source });
}

async function ask(context: ConnectorContext, operation: string, signal: AbortSignal): Promise<Reply> {
  const headers = { authorization: `Bearer ${await context.secret('apiToken')}` };
  const source = { connectionId: context.connectionId, operation };
  const url = new URL(operation, String(context.settings['endpoint']));
  // `fetch` throws a TypeError when nobody answers; an abort must stay an abort.
  const response = await context.http.fetch(url, { headers, signal }).catch((cause: unknown) => {
    throw cause instanceof TypeError ? failure('offline', 'The inventory cannot be reached.', { cause, source }) : cause;
  });
  if (!response.ok) throw refused(context, operation, response);
  return (await response.json().catch((cause: unknown) => {
    throw cause instanceof SyntaxError ? failure('provider_unavailable', 'The inventory did not answer JSON.', { cause, source }) : cause;
  })) as Reply;
}

function computeSource(context: ConnectorContext): ComputeSource {
  return {
    maxAgeMs: 5 * 60_000,
    scopes: async (signal) => (await ask(context, '/account', signal)).scopes.map((id) => ({ id, label: id })),
    async *read(options) {
      const signal = AbortSignal.any([context.signal, options.signal]);
      let { cursor } = options;
      do {
        const reply = await ask(context, `/machines?scope=${options.scope.id}&after=${cursor ?? ''}`, signal);
        cursor = reply.next;
        yield { items: reply.machines, cursor, progress: null };
      } while (cursor !== null);
    },
  };
}

export const example: Connector = {
  manifest,
  open: async (context) => ({
    async check() {
      const { account } = await ask(context, '/account', context.signal);
      return { account, identity: '', missing: [], notes: [] };
    },
    compute: computeSource(context),
    close: async () => {},
  }),
};
