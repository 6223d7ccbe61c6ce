import { type ConnectorContext, failure } from '../sdk.ts';
import { hasCode, type JsonCall, sendJson } from './send.ts';
import type { GcpSettings } from './settings.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** The services that are asked, as their endpoints are named in the settings. */
const versions = { compute: '/compute/v1/', monitoring: '/v3/', resourceManager: '/v3/', storage: '/storage/v1/' } as const;
export type Service = keyof typeof versions;

export interface RestCall {
  service: Service;
  /** Address behind the version: `projects/p/zones/z/instances/n`. */
  path: string;
  /** Values that are undefined are left out; an array is repeated. */
  query?: Record<string, string | string[] | undefined>;
  method?: JsonCall['method'];
  body?: unknown;
  /** IAM's name of the permission that it needs. */
  operation: string;
  /** Project, zone or resource, for the error. */
  scope?: string;
  signal: AbortSignal;
}

/** Everything the parts of a session share. */
export interface GcpAccount {
  context: ConnectorContext;
  settings: GcpSettings;
  tokens: Tokens;
  /** Sends one signed request and reads its JSON. The form is the reference's: every part of `T` may be missing. */
  call<T extends object>(call: RestCall): Promise<Partial<T>>;
}

function urlOf(settings: GcpSettings, { service, path, query = {} }: RestCall): string {
  const url = new URL(settings.endpoints[service] + versions[service] + path);
  for (const [key, value] of Object.entries(query)) {
    for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(key, one);
  }
  return url.href;
}

export function createAccount(context: ConnectorContext, settings: GcpSettings): GcpAccount {
  const tokens = createTokens(context, settings);
  return {
    context,
    settings,
    tokens,
    async call<T extends object>(call: RestCall) {
      const { method = 'GET', body, operation, scope, signal } = call;
      const url = urlOf(settings, call);
      const source = { operation, ...(scope ? { scope } : {}) };
      try {
        const headers = await tokens.headers(signal);
        const reply: Partial<T> = await sendJson(context, { source, url, method, headers, body, signal });
        return reply;
      } catch (cause) {
        if (hasCode(cause, 'auth_required')) tokens.forget();
        throw cause;
      }
    },
  };
}

/** All pages of a list that is short enough to be held: projects, autoscalers. */
export async function listAll<Row>(account: GcpAccount, call: RestCall, rowsOf: (reply: object) => Row[] | undefined): Promise<Row[]> {
  const rows: Row[] = [];
  let pageToken: string | undefined;
  do {
    const reply: { nextPageToken?: string } = await account.call({ ...call, query: { ...call.query, pageToken } });
    rows.push(...(rowsOf(reply) ?? []));
    pageToken = reply.nextPageToken || undefined;
  } while (pageToken);
  return rows;
}

/** For a target that is none of this connector's. */
export function notOurs(id: string) {
  return failure('invalid_input', `${id} is no resource of Compute Engine.`);
}
