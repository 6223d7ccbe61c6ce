import type { Grant, Owner } from '@aws-sdk/client-s3';

interface Acl {
  Owner?: Owner | undefined;
  Grants?: Grant[] | undefined;
}

const everybody = 'http://acs.amazonaws.com/groups/global/AllUsers';
/** Whoever has any AWS account: as good as everybody. */
const anyAccount = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

const groups: Record<string, string> = {
  [everybody]: 'Everybody',
  [anyAccount]: 'Everybody with an AWS account',
  [logDelivery]: 'S3 log delivery',
};

export function isPublicGrant({ Grantee }: Grant): boolean {
  return Grantee?.URI === everybody || Grantee?.URI === anyAccount;
}

export function granteeOf({ Grantee }: Grant): string {
  const { URI, DisplayName, EmailAddress, ID } = Grantee ?? {};
  return (URI ? (groups[URI] ?? URI) : (DisplayName ?? EmailAddress ?? ID)) ?? '';
}

export function accessOf({ Grants = [] }: Acl): 'private' | 'public' {
  return Grants.some(isPublicGrant) ? 'public' : 'private';
}

export function grantWords({ Grants = [] }: Acl): string[] {
  return Grants.map((grant) => `${granteeOf(grant)}: ${grant.Permission ?? ''}`);
}

/** Grants to accounts other than the owner's. */
export function outsideGrants({ Owner, Grants = [] }: Acl): Grant[] {
  return Grants.filter((grant) => !isPublicGrant(grant) && grant.Grantee?.URI !== logDelivery && grant.Grantee?.ID !== Owner?.ID);
}
