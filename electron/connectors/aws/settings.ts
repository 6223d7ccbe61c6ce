import type { ConnectionSettings } from '../sdk.ts';

/** Where S3 is. */
export interface S3Settings {
  endpoint: string | undefined;
  /** The bucket stands in the path of an address, not in its host. */
  pathStyle: boolean;
  /** The endpoint is none of AWS's: a store that speaks S3. */
  isCompatible: boolean;
  /** Such a store was entered for S3 alone: then the connection has nothing but its buckets. */
  only: boolean;
}

/** Values of the form, typed; empty text is `''`. */
export interface AwsSettings {
  auth: 'profile' | 'keys' | 'environment';
  profile: string;
  accessKeyId: string;
  roleArn: string;
  /** Empty: every enabled region. */
  regions: string[];
  homeRegion: string;
  costs: boolean;
  /** Which parts of a region are read beside its instances. */
  inventory: Record<'ecs' | 'asg' | 'unattached', boolean>;
  /** What the scheduler measures of every running machine; billed, so nothing unless asked for. */
  backgroundMetrics: 'off' | 'cpu';
  costMonths: number;
  costTag: string;
  /** Undefined: AWS's own endpoints. */
  endpoint: string | undefined;
  /** Buckets are listed and their objects reached. */
  storage: boolean;
  /** Sizes of buckets are asked of CloudWatch; billed. */
  bucketSizes: boolean;
  s3: S3Settings;
}

function text(settings: ConnectionSettings, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value.trim() : '';
}

function authOf(settings: ConnectionSettings): AwsSettings['auth'] {
  const chosen = text(settings, 'auth');
  if (chosen === 'profile' || chosen === 'keys' || chosen === 'environment') return chosen;
  if (text(settings, 'accessKeyId')) return 'keys';
  return text(settings, 'profile') ? 'profile' : 'environment';
}

/** Source: AWS General Reference, "Service endpoints", of all partitions, and of interface endpoints in a VPC. */
const awsHost = /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$/;

function isAwsHost(endpoint: string): boolean {
  return URL.canParse(endpoint) && awsHost.test(new URL(endpoint).hostname);
}

function readS3(settings: ConnectionSettings): S3Settings {
  const own = text(settings, 's3Endpoint');
  const endpoint = own || text(settings, 'endpoint');
  const isCompatible = endpoint !== '' && !isAwsHost(endpoint);
  return {
    endpoint: endpoint || undefined,
    pathStyle: isCompatible && settings['pathStyle'] !== false,
    isCompatible,
    only: isCompatible && own !== '' && text(settings, 'endpoint') === '',
  };
}

export function readSettings(settings: ConnectionSettings): AwsSettings {
  const months = settings['costMonths'];
  return {
    auth: authOf(settings),
    profile: text(settings, 'profile'),
    accessKeyId: text(settings, 'accessKeyId'),
    roleArn: text(settings, 'roleArn'),
    regions: [...new Set(text(settings, 'regions').split(/[\s,]+/))].filter((region) => region !== ''),
    homeRegion: text(settings, 'homeRegion') || 'us-east-1',
    costs: settings['costs'] !== false,
    inventory: {
      ecs: settings['readEcs'] !== false,
      asg: settings['readAutoScaling'] !== false,
      unattached: settings['readUnattached'] !== false,
    },
    backgroundMetrics: settings['backgroundMetrics'] === 'cpu' ? 'cpu' : 'off',
    costMonths: typeof months === 'number' ? months : 13,
    costTag: text(settings, 'costTag'),
    endpoint: text(settings, 'endpoint') || undefined,
    storage: settings['storage'] !== false,
    bucketSizes: settings['bucketSizes'] !== false,
    s3: readS3(settings),
  };
}
