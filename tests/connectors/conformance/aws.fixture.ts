import { Agent } from 'node:http';
import { type ScriptedReply, type ScriptedRequest, startScriptedServer } from '#tests/helpers/scripted-server.ts';
import { isS3, s3Error, s3Operation, s3Reply } from './aws-buckets.ts';
import { estate, listed, plantedSecret } from './aws-estate.ts';
import {
  costExplorerPage,
  describeInstances,
  describeRegions,
  dryRun,
  errorXml,
  identity,
  noAlias,
  simulatePolicy,
} from './aws-replies.ts';
import type { ConnectorFixture, Prepare, Prepared } from './fixture.ts';

/** Self-authored: answers as AWS's API references describe them (see `aws-replies.ts`), enough for what the connector asks. */
type Script = (operation: string, request: ScriptedRequest) => ScriptedReply | null;

/** EC2, IAM and STS name the operation in the form, Cost Explorer in a header, S3 in the address. */
function operationOf(request: ScriptedRequest): string {
  if (isS3(request)) return s3Operation(request);
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target.split('.').at(-1)! : (new URLSearchParams(request.body).get('Action') ?? '');
}

interface Estate {
  /** Pages of instances and of costs. */
  pages: number;
  allowed: boolean;
}

/** Actions that a simulation is about. */
function asked(form: URLSearchParams): string[] {
  return [...form].filter(([key]) => key.startsWith('ActionNames.')).map(([, name]) => name);
}

/** One id that AWS does not have makes it refuse the whole call by ids. */
function instancesReply(request: ScriptedRequest, pages: number): ScriptedReply {
  const ids = listed(request, 'InstanceId');
  if (ids.some((id) => !/^i-0{15}\d\d$/.test(id) || Number(id.slice(-1)) > 2))
    return errorXml('DescribeInstances', 400, 'InvalidInstanceID.NotFound', '');
  const named = listed(request, 'Filter.1.Value');
  const page = tokenOf(new URLSearchParams(request.body).get('NextToken'));
  return describeInstances(page, pages, [...ids, ...named]);
}

/** Every permission that the connector can use. */
const everything = [
  ...['DescribeInstances', 'DescribeInstanceStatus', 'DescribeVolumes', 'DescribeAddresses'].map((name) => `ec2:${name}`),
  ...['DescribeInstanceAttribute', 'DescribeInstanceTypes', 'DescribeInstanceTypeOfferings', 'DescribeSpotInstanceRequests'].map(
    (name) => `ec2:${name}`,
  ),
  ...['StartInstances', 'StopInstances', 'RebootInstances', 'TerminateInstances', 'ModifyInstanceAttribute'].map((name) => `ec2:${name}`),
  ...['CreateTags', 'DeleteTags', 'DeleteVolume', 'ReleaseAddress'].map((name) => `ec2:${name}`),
  ...['ListClusters', 'DescribeClusters', 'ListServices', 'DescribeServices', 'ListTasks', 'DescribeTasks'].map((name) => `ecs:${name}`),
  ...['UpdateService', 'StopTask', 'TagResource', 'UntagResource'].map((name) => `ecs:${name}`),
  ...['DescribeAutoScalingGroups', 'DescribeScalingActivities', 'UpdateAutoScalingGroup'].map((name) => `autoscaling:${name}`),
  ...['SuspendProcesses', 'ResumeProcesses', 'DescribeTags', 'CreateOrUpdateTags', 'DeleteTags'].map((name) => `autoscaling:${name}`),
  ...['DescribeTargetGroups', 'DescribeTargetHealth'].map((name) => `elasticloadbalancing:${name}`),
  'cloudwatch:GetMetricData',
  'ce:GetCostAndUsage',
  ...['ListAllMyBuckets', 'ListBucket', 'ListBucketVersions', 'ListBucketMultipartUploads', 'ListMultipartUploadParts'].map(
    (name) => `s3:${name}`,
  ),
  ...['GetBucketTagging', 'GetBucketVersioning', 'GetEncryptionConfiguration', 'GetBucketPublicAccessBlock'].map((name) => `s3:${name}`),
  ...[
    'GetAccountPublicAccessBlock',
    'GetBucketPolicyStatus',
    'GetBucketAcl',
    'GetBucketPolicy',
    'GetBucketLogging',
    'GetLifecycleConfiguration',
  ].map((name) => `s3:${name}`),
  ...['GetObject', 'GetObjectVersion', 'GetObjectTagging', 'GetObjectAcl', 'PutObject', 'PutObjectTagging'].map((name) => `s3:${name}`),
  ...['PutObjectAcl', 'RestoreObject', 'AbortMultipartUpload', 'PutLifecycleConfiguration'].map((name) => `s3:${name}`),
  ...['DeleteObject', 'DeleteObjectVersion'].map((name) => `s3:${name}`),
];

function healthyReply(operation: string, request: ScriptedRequest, { pages, allowed }: Estate): ScriptedReply {
  if (isS3(request)) return s3Reply(request, { pages, allowed });
  const form = new URLSearchParams(request.body);
  if (operation === 'GetCallerIdentity') return identity;
  if (operation === 'ListAccountAliases') return noAlias;
  if (operation === 'DescribeRegions') return describeRegions(['eu-west-1']);
  if (operation === 'SimulatePrincipalPolicy') return simulatePolicy(asked(form), allowed);
  if (operation === 'GetCostAndUsage')
    return costExplorerPage(tokenOf((JSON.parse(request.body) as { NextPageToken?: string }).NextPageToken), pages);
  if (form.get('DryRun') === 'true') return dryRun(allowed);
  const other = estate[operation];
  if (other) return allowed ? other(request) : errorXml(operation, 403, 'AccessDenied', 'AccessDeniedException');
  return instancesReply(request, pages);
}

/** Number of the page that a token stands for; 0 without one. */
function tokenOf(token: string | null | undefined): number {
  return token ? Number(token.replace('page-', '')) : 0;
}

/** Calls that change something, by operation. */
function changesIn(requests: readonly ScriptedRequest[]): string[] {
  const changing = requests.filter(({ body }) => new URLSearchParams(body).get('DryRun') !== 'true').map(operationOf);
  return changing.filter((operation) => !/^(Describe|List|Get|Simulate)/.test(operation));
}

async function prepare(script: Script, estate: Estate): Promise<Prepared> {
  const server = await startScriptedServer((request) => {
    const operation = operationOf(request);
    return script(operation, request) ?? healthyReply(operation, request, estate);
  });
  const agent = new Agent({ keepAlive: true });
  return {
    settings: {
      auth: 'keys',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      regions: '',
      endpoint: server.url,
      costs: true,
      costMonths: 1,
      homeRegion: 'us-east-1',
      // Asked of CloudWatch; tried against moto.
      bucketSizes: false,
    },
    secrets: { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    planted: [plantedSecret],
    http: { agent: async () => agent, fetch: globalThis.fetch },
    changes: () => changesIn(server.requests),
    hanging: () => server.requests.length,
    async cleanup() {
      agent.destroy();
      await server.close();
    },
  };
}

const scripted =
  (script: Script = () => null, estate: Partial<Estate> = {}): Prepare =>
  () =>
    prepare(script, { pages: 1, allowed: true, ...estate });

function slowDown(operation: string) {
  if (operation === 'ListBuckets') return s3Error(503, 'SlowDown');
  return errorXml(operation, 503, 'RequestLimitExceeded', 'LimitExceededException');
}

const isRead = (operation: string) => ['DescribeInstances', 'GetCostAndUsage', 'GetMetricData', 'ListBuckets'].includes(operation);

/** A port on which nothing listens any more. */
async function nobodyThere(): Promise<Prepared> {
  const prepared = await prepare(() => null, { pages: 1, allowed: true });
  await prepared.cleanup?.();
  return { ...prepared, http: { agent: async () => new Agent(), fetch: globalThis.fetch }, cleanup: async () => {} };
}

export const awsFixture: ConnectorFixture = {
  kind: 'aws',
  situations: {
    healthy: scripted(),
    paged: scripted(() => null, { pages: 3 }),
    missingPermission: { prepare: scripted(() => null, { allowed: false }), names: everything },
    rateLimited: {
      prepare: scripted((operation) => (isRead(operation) ? { ...slowDown(operation), headers: { 'retry-after': '7' } } : null)),
      retryAfterMs: 7000,
    },
    expired: scripted((operation, request) =>
      isS3(request) ? s3Error(400, 'ExpiredToken') : errorXml(operation, 400, 'ExpiredToken', 'ExpiredTokenException'),
    ),
    malformed: {
      prepare: scripted((operation) => (isRead(operation) ? { status: 200, body: '<html>maintenance' } : null)),
      code: 'provider_unavailable',
    },
    offline: nobodyThere,
    silent: scripted(() => 'hang'),
  },
  inputs: { resize: () => ({ type: 't3.large' }) },
};
