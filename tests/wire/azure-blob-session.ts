import { Agent } from 'node:http';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { azure } from '#connectors/azure/index.ts';
import { type ConnectionSettings, type ObjectRow, type ObjectStore, objectRows, type Session } from '#connectors/sdk.ts';
import { type Azurite, developmentAccount, developmentKey } from '#tests/helpers/azurite.ts';
import { silentLogger } from '#tests/helpers/vaults.ts';

export const never = new AbortController().signal;

/** The real clock: azurite compares times of signatures with it. */
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };

export async function blobSession(settings: ConnectionSettings, secrets: Record<string, string>): Promise<Session> {
  const agent = new Agent({ keepAlive: false });
  return azure.open({
    connectionId: 'c1',
    settings,
    secret: async (key) => secrets[key] ?? null,
    signal: never,
    log: silentLogger,
    clock,
    http: { agent: async () => agent, fetch: globalThis.fetch },
  });
}

export async function storeOf({ settings, secrets }: Pick<Azurite, 'settings' | 'secrets'>): Promise<ObjectStore> {
  return (await blobSession(settings, secrets)).objects!;
}

/** The vendor's client as it comes, to arrange and to look without the code under test. */
export function bareClient({ endpoint }: Azurite): BlobServiceClient {
  return new BlobServiceClient(endpoint, new StorageSharedKeyCredential(developmentAccount, developmentKey));
}

export async function listed(store: ObjectStore, bucket: string, prefix = '', delimiter: '/' | null = null) {
  const rows: ObjectRow[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  for await (const page of store.list({ bucket, prefix, delimiter, signal: never })) {
    rows.push(...objectRows(page.objects));
    prefixes.push(...page.prefixes);
    pages += 1;
  }
  return { rows, prefixes, pages };
}

export async function contentOf(store: ObjectStore, bucket: string, key: string, range: { offset?: number; length?: number } = {}) {
  const chunks: Buffer[] = [];
  const stat = await store.read({ bucket, key, ...range, signal: never }, (bytes) => void chunks.push(Buffer.from(bytes)));
  return { stat, bytes: Buffer.concat(chunks) };
}
