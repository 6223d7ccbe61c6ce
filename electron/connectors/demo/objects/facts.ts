import type { BucketFacts } from '../../sdk.ts';
import type { DemoBucket } from '../buckets.ts';

/** How a bucket is set up, in the words of a policy. */
export function bucketFacts({ publicAccess, encrypted, versioned }: DemoBucket): BucketFacts {
  return {
    publicAccess: publicAccess ? 'public' : 'private',
    publicBy: publicAccess ? ['The policy lets anybody read (Principal "*").'] : [],
    outsiders: [],
    versioning: versioned ? 'enabled' : 'off',
    encrypted,
    encryption: encrypted ? 'Key of the provider' : '',
    stale: [],
    insecureTransport: null,
    logging: null,
    policy: publicAccess ? { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'read' }] } : null,
    problems: [],
  };
}
