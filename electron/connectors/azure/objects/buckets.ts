import type { ContainerItem } from '@azure/storage-blob';
import { type Bucket, failure, type Page, type ReadOptions, type Source } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import type { BlobAccount } from './blob-accounts.ts';
import { encryptionOf, publicAccessOf, readService, type ServiceRead, versioningOf } from './blob-service.ts';

const maxAgeMs = 15 * 60_000;

function retention(policy: { enabled?: boolean; days?: number } | undefined): string {
  return policy?.enabled ? `${policy.days ?? '?'} days` : 'off';
}

/** Only what was said. */
function detailsOf(account: BlobAccount, { record: service }: ServiceRead, { properties }: ContainerItem): Record<string, string> {
  const { record } = account;
  const facts: [string, string | undefined][] = [
    ['Redundancy', record?.sku?.name],
    ['Kind', record?.kind],
    ['Hierarchical namespace', record?.properties?.isHnsEnabled ? 'yes' : undefined],
    ['Soft delete', service ? retention(service.properties?.deleteRetentionPolicy) : undefined],
    ['Last access tracking', service?.properties?.lastAccessTimeTrackingPolicy?.enable ? 'on' : undefined],
    ['Encryption scope', properties.defaultEncryptionScope],
    ['Immutability policy', properties.hasImmutabilityPolicy ? 'yes' : undefined],
    ['Legal hold', properties.hasLegalHold ? 'yes' : undefined],
    ['Lease', properties.leaseState === 'leased' ? 'leased' : undefined],
    ['Changed', properties.lastModified?.toISOString()],
  ];
  return Object.fromEntries(facts.filter((fact): fact is [string, string] => fact[1] !== undefined));
}

/** Blob tells when a container was changed, not when it was made; and it measures accounts, not containers. */
function bucketOf(account: BlobAccount, service: ServiceRead, item: ContainerItem): Bucket {
  return {
    bucket: `${account.name}/${item.name}`,
    provider: 'azure',
    account: account.subscription.id,
    accountName: account.subscription.name,
    region: account.record?.location ?? '',
    created: null,
    tags: item.metadata ?? {},
    versioning: versioningOf(service),
    encrypted: account.record ? true : null,
    encryption: encryptionOf(account),
    publicAccess: publicAccessOf(account, item.properties.publicAccess),
    defaultClass: account.record?.properties?.accessTier ?? '',
    bytes: null,
    objects: null,
    measuredAt: null,
    details: detailsOf(account, service, item),
  };
}

async function* readContainers(access: BlobAccess, { scope, signal: given, cursor }: ReadOptions): AsyncGenerator<Page<Bucket[]>> {
  const signal = AbortSignal.any([access.context.signal, given]);
  signal.throwIfAborted();
  const account = (await access.accounts(signal)).find(({ name }) => name === scope.id);
  if (!account) throw failure('not_found', `There is no storage account ${scope.id} in this connection.`);
  const service = await readService(access.azure, account, signal);
  const { BlobServiceClient } = await import('@azure/storage-blob');
  const client = new BlobServiceClient(
    account.endpoint + (account.signs.by === 'sas' ? `?${account.signs.sas}` : ''),
    await access.pipeline(account),
  );
  const settings = cursor ? { continuationToken: cursor } : {};
  const pages = client.listContainers({ includeMetadata: true, abortSignal: signal }).byPage(settings)[Symbol.asyncIterator]();
  for (;;) {
    const step = await access.call(operations.containers, account.name, () => pages.next());
    if (step.done) return;
    const { containerItems, continuationToken } = step.value;
    yield {
      items: containerItems.map((item) => bucketOf(account, service, item)),
      cursor: continuationToken || null,
      progress: continuationToken ? null : 1,
      ...(service.problems.length > 0 ? { warnings: service.problems } : {}),
    };
  }
}

/** Containers, account by account. */
export function bucketSource(access: BlobAccess): Source<Bucket[]> {
  return {
    maxAgeMs,
    scopes: async (signal) =>
      (await access.accounts(AbortSignal.any([access.context.signal, signal]))).map(({ name }) => ({
        id: name,
        label: `Storage account ${name}`,
      })),
    read: (options) => readContainers(access, options),
  };
}
