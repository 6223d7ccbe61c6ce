import { CreateAutoScalingGroupCommand, CreateLaunchConfigurationCommand } from '@aws-sdk/client-auto-scaling';
import { AllocateAddressCommand, CreateVolumeCommand, DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { AwsClients } from './aws-clients.ts';

const container = { name: 'web', image: 'nginx', memory: 128 };

/** A cluster `name` with so many services `web-N` of two tasks each that never get beyond pending. */
export async function makeServices({ ecs }: AwsClients, name: string, services: number): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: name, tags: [{ key: 'Env', value: 'production' }] }));
  const fargate = { networkMode: 'awsvpc', cpu: '256', memory: '512' } as const;
  const definition = { family: 'web', containerDefinitions: [container], requiresCompatibilities: ['FARGATE' as const], ...fargate };
  await ecs.send(new RegisterTaskDefinitionCommand(definition));
  for (let n = 0; n < services; n += 1) {
    const tags = [{ key: 'env', value: 'production' }];
    const service = {
      cluster: name,
      serviceName: `web-${n}`,
      taskDefinition: 'web',
      desiredCount: 2,
      launchType: 'FARGATE',
      tags,
    } as const;
    await ecs.send(new CreateServiceCommand(service));
  }
}

/** Tasks of their own in a cluster of `makeServices`. */
export async function runTasks({ ec2, ecs }: AwsClients, cluster: string, count: number): Promise<string[]> {
  const subnets = (await ec2.send(new DescribeSubnetsCommand({}))).Subnets!.map((one) => one.SubnetId!);
  const securityGroups = (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups!.map((one) => one.GroupId!);
  const networkConfiguration = { awsvpcConfiguration: { subnets: subnets.slice(0, 1), securityGroups: securityGroups.slice(0, 1) } };
  const reply = await ecs.send(new RunTaskCommand({ cluster, taskDefinition: 'web', launchType: 'FARGATE', networkConfiguration, count }));
  return (reply.tasks ?? []).map((task) => task.taskArn ?? '');
}

/** Auto Scaling groups `NAME-N` of two machines each. */
export async function makeGroups({ autoScaling }: AwsClients, region: string, name: string, count: number): Promise<void> {
  const LaunchConfigurationName = `${name}-config`;
  await autoScaling.send(
    new CreateLaunchConfigurationCommand({ LaunchConfigurationName, ImageId: 'ami-12c6146b', InstanceType: 'm5.large' }),
  );
  for (let n = 0; n < count; n += 1) {
    const sizes = { MinSize: 1, MaxSize: 4, DesiredCapacity: 2, AvailabilityZones: [`${region}a`] };
    const Tags = [{ Key: 'Env', Value: 'production', PropagateAtLaunch: true }];
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({ AutoScalingGroupName: `${name}-${n}`, LaunchConfigurationName, Tags, ...sizes }),
    );
  }
}

/** A volume and an Elastic IP address that nothing uses. */
export async function makeUnused({ ec2 }: AwsClients, region: string): Promise<{ volume: string; address: string; ip: string }> {
  const TagSpecifications = [{ ResourceType: 'volume' as const, Tags: [{ Key: 'Name', Value: 'old-data' }] }];
  const volume = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone: `${region}a`, Size: 10, VolumeType: 'gp3', TagSpecifications }),
  );
  const address = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  return { volume: volume.VolumeId!, address: address.AllocationId!, ip: address.PublicIp! };
}
