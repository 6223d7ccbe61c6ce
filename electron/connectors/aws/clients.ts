import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { STSClient } from '@aws-sdk/client-sts';
import { type ConnectorContext, failure } from '../sdk.ts';
import { baseCredentials, type CredentialSource, type Credentials, shared } from './credentials.ts';
import { awsFailure } from './errors.ts';
import { requireContentMd5 } from './objects/content-md5.ts';
import type { AwsSettings } from './settings.ts';

/** The SDK's clients, each loaded on first use. */
export interface AwsClients {
  ec2(region: string): Promise<EC2Client>;
  ecs(region: string): Promise<ECSClient>;
  autoScaling(region: string): Promise<AutoScalingClient>;
  cloudWatch(region: string): Promise<CloudWatchClient>;
  loadBalancing(region: string): Promise<ElasticLoadBalancingV2Client>;
  s3(region: string): Promise<S3Client>;
  costExplorer(): Promise<CostExplorerClient>;
  iam(): Promise<IAMClient>;
  sts(): Promise<STSClient>;
}

/** Cost Explorer is one endpoint for a whole partition. Source: AWS General Reference, "AWS Cost Management endpoints". */
function costRegion(homeRegion: string): string {
  return homeRegion.startsWith('cn-') ? 'cn-northwest-1' : 'us-east-1';
}

/** Timeouts in ms. A page of 1,000 instances takes a few seconds at most. */
const limits = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

async function configOf(context: ConnectorContext, settings: AwsSettings) {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const agent = await context.http.agent();
  return {
    requestHandler: new NodeHttpHandler({ ...limits, httpAgent: agent, httpsAgent: agent as never }),
    // The scheduler retries, with its own backoff and breaker: a second layer below it would multiply the tries.
    maxAttempts: 1,
    ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
  };
}
type ClientConfig = Awaited<ReturnType<typeof configOf>>;

/** Credentials of the role, by a call of our own: the SDK's provider would assume it once for every client. */
function roleCredentials(base: CredentialSource, config: ClientConfig, context: ConnectorContext, settings: AwsSettings): CredentialSource {
  return async (): Promise<Credentials> => {
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient({ ...config, region: settings.homeRegion, credentials: base });
    const ExternalId = (await context.secret('externalId')) ?? undefined;
    const source = { connectionId: context.connectionId, operation: 'sts:AssumeRole', scope: settings.roleArn };
    const reply = await client
      .send(new AssumeRoleCommand({ RoleArn: settings.roleArn, RoleSessionName: 'aetherium', ExternalId }), { abortSignal: context.signal })
      .catch((cause: unknown) => {
        throw awsFailure(cause, source, context.clock.now());
      });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = reply.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey) throw failure('provider_unavailable', 'AWS gave no credentials for the role.', { source });
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
  };
}

/** One client for each region, made when first asked for. */
function perRegion<T>(make: (region: string) => Promise<T>): (region: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (region) => {
    const client = made.get(region) ?? make(region);
    made.set(region, client);
    return client;
  };
}

type CommonConfig = ClientConfig & { credentials: CredentialSource };

function regionalClients(common: CommonConfig): Pick<AwsClients, 'ec2' | 'ecs' | 'autoScaling' | 'cloudWatch' | 'loadBalancing'> {
  return {
    ec2: perRegion(async (region) => new (await import('@aws-sdk/client-ec2')).EC2Client({ ...common, region })),
    ecs: perRegion(async (region) => new (await import('@aws-sdk/client-ecs')).ECSClient({ ...common, region })),
    autoScaling: perRegion(async (region) => new (await import('@aws-sdk/client-auto-scaling')).AutoScalingClient({ ...common, region })),
    cloudWatch: perRegion(async (region) => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient({ ...common, region })),
    loadBalancing: perRegion(async (region) => {
      const { ElasticLoadBalancingV2Client } = await import('@aws-sdk/client-elastic-load-balancing-v2');
      return new ElasticLoadBalancingV2Client({ ...common, region });
    }),
  };
}

/**
 * Parts of objects take as long as the line needs: S3's limit is for silence (ms), not for the whole request. The engine
 * makes and compares checksums, so the SDK does it only where S3 demands it.
 */
async function s3Clients(common: CommonConfig, context: ConnectorContext, { s3 }: AwsSettings): Promise<AwsClients['s3']> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const agent = await context.http.agent();
  const idle = { connectionTimeout: limits.connectionTimeout, socketTimeout: 120_000 };
  const options = {
    ...common,
    requestHandler: new NodeHttpHandler({ ...idle, httpAgent: agent, httpsAgent: agent as never }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    forcePathStyle: s3.pathStyle,
    ...(s3.endpoint ? { endpoint: s3.endpoint } : {}),
  } as const;
  return perRegion(async (region) => {
    const client = new (await import('@aws-sdk/client-s3')).S3Client({ ...options, region });
    if (s3.isCompatible) requireContentMd5(client);
    return client;
  });
}

/** Clients that share one HTTP handler and one set of credentials. They are never destroyed: that would close the agent of everyone. */
export async function createClients(context: ConnectorContext, settings: AwsSettings): Promise<AwsClients> {
  const config = await configOf(context, settings);
  const now = () => context.clock.now();
  const base = shared(await baseCredentials(context, settings, config.requestHandler), now);
  const credentials = settings.roleArn ? shared(roleCredentials(base, config, context, settings), now) : base;
  const common = { ...config, credentials };
  const { homeRegion } = settings;
  return {
    ...regionalClients(common),
    s3: await s3Clients(common, context, settings),
    async costExplorer() {
      const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer');
      return new CostExplorerClient({ ...common, region: costRegion(homeRegion) });
    },
    async iam() {
      const { IAMClient } = await import('@aws-sdk/client-iam');
      return new IAMClient({ ...common, region: homeRegion });
    },
    async sts() {
      const { STSClient } = await import('@aws-sdk/client-sts');
      return new STSClient({ ...common, region: homeRegion });
    },
  };
}
