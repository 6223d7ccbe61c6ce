import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Moto } from '#tests/helpers/moto.ts';

/** Clients of the SDK itself, to build an estate and to look at it without the connector. */
export function awsClients(moto: Moto, region: string) {
  const config = { endpoint: moto.url, region, credentials: { accessKeyId: 'x', secretAccessKey: 'S' } };
  return {
    ec2: new EC2Client(config),
    ecs: new ECSClient(config),
    autoScaling: new AutoScalingClient(config),
    cloudWatch: new CloudWatchClient(config),
    loadBalancing: new ElasticLoadBalancingV2Client(config),
  };
}
export type AwsClients = ReturnType<typeof awsClients>;
