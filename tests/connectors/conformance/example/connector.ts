import {
  type ActionCall,
  type ActionSource,
  type ComputeSource,
  type Connector,
  type ConnectorContext,
  failure,
  type InspectSource,
  type Machine,
  type Manifest,
  type ProgressCall,
  type StepProgress,
  type TargetPlan,
} from '#connectors/sdk.ts';

const manifest: Manifest = {
  kind: 'example',
  title: 'Example inventory',
  description: 'Machines of a service that answers JSON.',
  docsUrl: 'https://inventory.example/docs',
  capabilities: ['compute'],
  actions: [
    {
      name: 'stop',
      title: 'Shut down',
      description: 'Shuts the machine down; its disk stays.',
      kinds: ['machine'],
      states: ['running'],
      effect: 'change',
      input: [],
      undo: null,
    },
  ],
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
  if (response.status === 404) return failure('not_found', `The inventory has no ${operation}.`, { source });
  if (response.status === 409) return failure('conflict', `${operation} is not possible now.`, { source });
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
  if (response.status === 429) return failure('rate_limited', 'The inventory asks for a pause.', { retryAfterMs, source });
  return failure('provider_unavailable', `The inventory answered ${response.status}.`, { source });
}

interface Init {
  signal: AbortSignal;
  method?: 'POST';
  headers?: Record<string, string>;
}

async function ask<T = Reply>(context: ConnectorContext, operation: string, init: Init): Promise<T> {
  const headers = { ...init.headers, authorization: `Bearer ${await context.secret('apiToken')}` };
  const source = { connectionId: context.connectionId, operation };
  const url = new URL(operation, String(context.settings['endpoint']));
  const signal = AbortSignal.any([context.signal, init.signal]);
  // `fetch` throws a TypeError when nobody answers; an abort must stay an abort.
  const response = await context.http.fetch(url, { ...init, headers, signal }).catch((cause: unknown) => {
    throw cause instanceof TypeError ? failure('offline', 'The inventory cannot be reached.', { cause, source }) : cause;
  });
  if (!response.ok) throw refused(context, operation, response);
  return (await response.json().catch((cause: unknown) => {
    throw cause instanceof SyntaxError ? failure('provider_unavailable', 'The inventory did not answer JSON.', { cause, source }) : cause;
  })) as T;
}

function computeSource(context: ConnectorContext): ComputeSource {
  return {
    maxAgeMs: 5 * 60_000,
    scopes: async (signal) => (await ask(context, '/account', { signal })).scopes.map((id) => ({ id, label: id })),
    async *read({ scope, signal, cursor: from }) {
      let cursor = from;
      do {
        const reply = await ask(context, `/machines?scope=${scope.id}&after=${cursor ?? ''}`, { signal });
        cursor = reply.next;
        yield { items: reply.machines, cursor, progress: null };
      } while (cursor !== null);
    },
  };
}

function planOf({ action, target }: ActionCall): TargetPlan {
  if (action !== 'stop') throw failure('unsupported', `The inventory has no action ${action}.`);
  const step = { id: 'stop', title: 'Shut down', operation: 'inventory.stop', effect: 'change', repeatable: true } as const;
  const stopped = target.state === 'stopped';
  return { steps: stopped ? [] : [step], skip: stopped ? 'is stopped already' : null, warnings: [], dependants: [], cost: null };
}

/** Told by the state: where the answer was lost and the machine still runs, the call never arrived. */
function progressOf({ target, fresh, accepted }: ProgressCall): StepProgress {
  if (!fresh) return { state: 'failed', error: failure('not_found', `${target.name} is gone.`).error };
  if (fresh.state === 'stopped') return { state: 'done' };
  return { state: accepted || fresh.state === 'stopping' ? 'running' : 'not_begun' };
}

const pathOf = ({ id }: Machine) => `/machines/${encodeURIComponent(id)}`;

function actionSource(context: ConnectorContext): ActionSource {
  return {
    limits: { concurrency: 5, perSecond: 5 },
    async read(targets, signal) {
      const ids = targets.map(({ id }) => encodeURIComponent(id)).join(',');
      return ids === '' ? [] : (await ask(context, `/machines?ids=${ids}`, { signal })).machines;
    },
    plan: async (call) => planOf(call),
    async begin({ target, token, signal }) {
      const headers = { 'idempotency-key': token };
      const { request } = await ask<{ request: string }>(context, `${pathOf(target)}/stop`, { method: 'POST', headers, signal });
      return { requestId: request, operation: null };
    },
    progress: async (call) => progressOf(call),
  };
}

function inspectSource(context: ConnectorContext): InspectSource {
  const inspect: InspectSource['inspect'] = async (target, signal) => {
    const raw = await ask<unknown>(context, pathOf(target), { signal });
    return { raw, related: [], events: [], problems: [] };
  };
  return { inspect };
}

export const example: Connector = {
  manifest,
  open: async (context) => ({
    async check() {
      const { account } = await ask(context, '/account', { signal: context.signal });
      return { account, identity: '', missing: [], notes: [] };
    },
    compute: computeSource(context),
    actions: actionSource(context),
    inspect: inspectSource(context),
    close: async () => {},
  }),
};
