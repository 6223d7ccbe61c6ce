import { type AppError, AppFailure, toAppError } from '../../sdk.ts';
import type { AzureAccount } from '../account.ts';
import { sendArm } from '../arm.ts';
import { type BlobAccount, storageVersion } from './blob-accounts.ts';

/** Settings of an account's Blob service. Reference: "Blob Services - Get Service Properties". */
export interface ServiceRecord {
  properties?: {
    isVersioningEnabled?: boolean;
    deleteRetentionPolicy?: { enabled?: boolean; days?: number };
    containerDeleteRetentionPolicy?: { enabled?: boolean; days?: number };
    lastAccessTimeTrackingPolicy?: { enable?: boolean };
  };
}

export interface ServiceRead {
  record: ServiceRecord | null;
  problems: AppError[];
}

/** Asked of Resource Manager: the Blob service itself knows soft delete, but not versioning. What may not be read is told, and leaves the rest standing. */
export async function readService(azure: AzureAccount | null, account: BlobAccount, signal: AbortSignal): Promise<ServiceRead> {
  if (!azure || !account.record) return { record: null, problems: [] };
  try {
    const { body } = await sendArm(azure, {
      path: `${account.record.id}/blobServices/default`,
      apiVersion: storageVersion,
      operation: 'Microsoft.Storage/storageAccounts/blobServices/read',
      scope: account.name,
      signal,
    });
    return { record: body as ServiceRecord, problems: [] };
  } catch (cause) {
    if (!(cause instanceof AppFailure) || !['forbidden', 'not_found'].includes(cause.error.code)) throw cause;
    return { record: null, problems: [toAppError(cause)] };
  }
}

export function versioningOf({ record }: ServiceRead): 'enabled' | 'off' | 'unknown' {
  if (!record) return 'unknown';
  return record.properties?.isVersioningEnabled ? 'enabled' : 'off';
}

/** Whose key it is. The service encrypts everything at rest. Source: "Azure Storage encryption for data at rest". */
export function encryptionOf({ record }: BlobAccount): string {
  const encryption = record?.properties?.encryption;
  if (!encryption) return '';
  const isOwn = /keyvault/i.test(encryption.keySource ?? '');
  return isOwn ? `Customer-managed key ${encryption.keyvaultproperties?.keyname ?? ''}`.trim() : 'Microsoft-managed key';
}

/** Whether a container lets anybody read: the account can forbid it to all of them. */
export function publicAccessOf({ record }: BlobAccount, level: string | undefined): 'public' | 'private' | 'blocked' {
  if (record?.properties?.allowBlobPublicAccess === false) return 'blocked';
  return level ? 'public' : 'private';
}
