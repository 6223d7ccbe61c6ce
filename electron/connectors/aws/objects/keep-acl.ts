import type { Grant } from '@aws-sdk/client-s3';
import type { ObjectAddress } from '../../sdk.ts';
import { isPublicGrant, outsideGrants } from './grants.ts';
import { askAcl } from './head.ts';
import { isFailure, type S3 } from './s3.ts';

/** Grants as S3's headers take them. */
export interface AclFields {
  GrantFullControl?: string;
  GrantRead?: string;
  GrantReadACP?: string;
  GrantWriteACP?: string;
}

/** Source: S3 API reference, PutObject, `x-amz-grant-…`; objects know no WRITE. */
const fields: Record<string, keyof AclFields> = {
  FULL_CONTROL: 'GrantFullControl',
  READ: 'GrantRead',
  READ_ACP: 'GrantReadACP',
  WRITE_ACP: 'GrantWriteACP',
};

export function aclFields(grants: readonly Grant[]): AclFields {
  const said: AclFields = {};
  for (const { Permission = '', Grantee } of grants) {
    const field = fields[Permission];
    const who = Grantee?.URI ? `uri="${Grantee.URI}"` : Grantee?.ID ? `id="${Grantee.ID}"` : null;
    if (field && who) said[field] = said[field] ? `${said[field]}, ${who}` : who;
  }
  return said;
}

/** A copy belongs to its maker alone: fields that let in whoever was let in before. Empty where nobody was, or nobody may know. */
export async function keptAcl(s3: S3, address: ObjectAddress, signal: AbortSignal): Promise<AclFields> {
  try {
    const acl = await askAcl(s3, address, signal);
    const { Grants = [] } = acl;
    return outsideGrants(acl).length > 0 || Grants.some(isPublicGrant) ? aclFields(Grants) : {};
  } catch (cause) {
    if (isFailure(cause, 'forbidden', 'unsupported')) return {};
    throw cause;
  }
}
