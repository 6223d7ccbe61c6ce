import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { Moto } from '#tests/helpers/moto.ts';

/** Instances by region: 60 over 4 regions, as an operator's account might have them. */
export const estate: Record<string, number> = { 'us-east-1': 25, 'eu-west-1': 20, 'eu-central-1': 10, 'ap-southeast-2': 5 };
export const estateSize = Object.values(estate).reduce((sum, count) => sum + count, 0);

/** Any image that moto knows in the region. */
const image = 'ami-12c6146b';

/** What instances are started with, beside the usual. */
type Launch = Partial<RunInstancesCommandInput>;

/** Starts `count` instances named `web-REGION` in `region`; their ids. */
export async function runInstances(moto: Moto, region: string, count: number, launch: Launch = {}): Promise<string[]> {
  const client = new EC2Client({ endpoint: moto.url, region, credentials: { accessKeyId: 'x', secretAccessKey: 'S' } });
  const Tags = [
    { Key: 'Name', Value: `web-${region}` },
    { Key: 'Env', Value: 'production' },
    { Key: 'team', Value: 'shop' },
  ];
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags }];
  const input = { ImageId: image, InstanceType: 'm5.large' as const, MinCount: count, MaxCount: count, TagSpecifications, ...launch };
  const reply = await client.send(new RunInstancesCommand(input));
  client.destroy();
  return (reply.Instances ?? []).map((instance) => instance.InstanceId ?? '');
}

export async function runEstate(moto: Moto): Promise<void> {
  await Promise.all(Object.entries(estate).map(([region, count]) => runInstances(moto, region, count)));
}
