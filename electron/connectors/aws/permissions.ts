import type { Permission } from '../sdk.ts';
import type { AwsSettings } from './settings.ts';

/** A permission, and when it is needed. */
export interface Needed extends Permission {
  when?: (settings: AwsSettings) => boolean;
}

const machines = (name: string, neededFor: string): Needed => ({ name, neededFor, dataSet: 'machines' });
const changing = (name: string, neededFor: string): Needed => ({ name, neededFor, dataSet: null });
const buckets = (name: string, neededFor: string): Needed => ({ name, neededFor, dataSet: 'buckets', when: storage });
const objects = (name: string, neededFor: string): Needed => ({ name, neededFor, dataSet: null, when: storage });
const storage = (settings: AwsSettings) => settings.storage;
const ecs = (settings: AwsSettings) => settings.inventory.ecs;
const asg = (settings: AwsSettings) => settings.inventory.asg;
const unattached = (settings: AwsSettings) => settings.inventory.unattached;

export const regionsPermission = machines('ec2:DescribeRegions', 'finding the enabled regions');

/** What the connector asks AWS for, in the order in which a person should hear of it. docs/providers/aws.md has them as a policy. */
export const permissions: Needed[] = [
  machines('ec2:DescribeInstances', 'listing EC2 instances'),
  machines('ec2:DescribeInstanceStatus', 'the health of EC2 instances'),
  { ...machines('ec2:DescribeVolumes', 'finding volumes that nothing uses'), when: unattached },
  { ...machines('ec2:DescribeAddresses', 'finding addresses that nothing uses'), when: unattached },
  { ...machines('autoscaling:DescribeAutoScalingGroups', 'listing Auto Scaling groups'), when: asg },
  { ...machines('ecs:ListClusters', 'listing ECS clusters'), when: ecs },
  { ...machines('ecs:DescribeClusters', 'listing ECS clusters'), when: ecs },
  { ...machines('ecs:ListServices', 'listing ECS services'), when: ecs },
  { ...machines('ecs:DescribeServices', 'listing ECS services'), when: ecs },
  { ...machines('ecs:ListTasks', 'listing ECS tasks'), when: ecs },
  { ...machines('ecs:DescribeTasks', 'listing ECS tasks'), when: ecs },
  { name: 'ce:GetCostAndUsage', neededFor: 'reading daily costs', dataSet: 'costs', when: (settings) => settings.costs },
  { name: 'cloudwatch:GetMetricData', neededFor: 'reading metrics', dataSet: 'metrics' },
  buckets('s3:ListAllMyBuckets', 'listing buckets'),
  buckets('s3:ListBucket', 'finding the region of buckets and listing objects'),
  buckets('s3:GetBucketTagging', 'tags of buckets'),
  buckets('s3:GetBucketVersioning', 'whether buckets keep versions'),
  buckets('s3:GetEncryptionConfiguration', 'how buckets encrypt'),
  buckets('s3:GetBucketPublicAccessBlock', 'whether buckets are public'),
  buckets('s3:GetAccountPublicAccessBlock', 'whether buckets are public'),
  buckets('s3:GetBucketPolicyStatus', 'whether buckets are public'),
  buckets('s3:GetBucketAcl', 'whether buckets are public'),
  { ...buckets('cloudwatch:ListMetrics', 'sizes of buckets'), when: (settings) => settings.storage && settings.bucketSizes },
  objects('s3:GetBucketPolicy', 'security findings of buckets'),
  objects('s3:GetBucketLogging', 'security findings of buckets'),
  objects('s3:GetLifecycleConfiguration', 'showing lifecycle rules'),
  objects('s3:ListBucketVersions', 'listing versions'),
  objects('s3:ListBucketMultipartUploads', 'finding unfinished uploads'),
  objects('s3:ListMultipartUploadParts', 'resuming uploads'),
  objects('s3:GetObject', 'reading objects'),
  objects('s3:GetObjectVersion', 'reading versions'),
  objects('s3:GetObjectTagging', 'tags of objects'),
  objects('s3:GetObjectAcl', 'who may read an object'),
  objects('s3:PutObject', 'uploading and copying'),
  objects('s3:PutObjectTagging', 'setting tags of objects'),
  objects('s3:PutObjectAcl', 'making objects public or private'),
  objects('s3:RestoreObject', 'restoring archived objects'),
  objects('s3:AbortMultipartUpload', 'cancelling uploads'),
  objects('s3:PutLifecycleConfiguration', 'changing lifecycle rules'),
  objects('s3:DeleteObject', 'deleting and moving objects'),
  objects('s3:DeleteObjectVersion', 'deleting versions'),
  changing('elasticloadbalancing:DescribeTargetGroups', 'showing which load balancers depend on a machine'),
  changing('elasticloadbalancing:DescribeTargetHealth', 'showing which load balancers depend on a machine'),
  changing('ec2:DescribeInstanceAttribute', 'seeing termination and stop protection'),
  changing('ec2:DescribeInstanceTypes', 'checking a new instance type'),
  changing('ec2:DescribeInstanceTypeOfferings', 'checking a new instance type'),
  changing('ec2:DescribeSpotInstanceRequests', 'seeing whether a spot instance can be stopped'),
  changing('ec2:StartInstances', 'starting instances'),
  changing('ec2:StopInstances', 'stopping, hibernating and resizing instances'),
  changing('ec2:RebootInstances', 'rebooting instances'),
  changing('ec2:TerminateInstances', 'terminating instances'),
  changing('ec2:ModifyInstanceAttribute', 'resizing instances'),
  changing('ec2:CreateTags', 'setting tags'),
  changing('ec2:DeleteTags', 'removing tags'),
  { ...changing('ec2:DeleteVolume', 'deleting volumes that nothing uses'), when: unattached },
  { ...changing('ec2:ReleaseAddress', 'releasing addresses that nothing uses'), when: unattached },
  { ...changing('autoscaling:DescribeScalingActivities', 'showing scaling activities'), when: asg },
  { ...changing('autoscaling:UpdateAutoScalingGroup', 'scaling groups'), when: asg },
  { ...changing('autoscaling:SuspendProcesses', 'pausing the scaling of groups'), when: asg },
  { ...changing('autoscaling:ResumeProcesses', 'resuming the scaling of groups'), when: asg },
  { ...changing('autoscaling:DescribeTags', 'setting tags of groups'), when: asg },
  { ...changing('autoscaling:CreateOrUpdateTags', 'setting tags of groups'), when: asg },
  { ...changing('autoscaling:DeleteTags', 'removing tags of groups'), when: asg },
  { ...changing('ecs:UpdateService', 'scaling and restarting services'), when: ecs },
  { ...changing('ecs:StopTask', 'stopping tasks'), when: ecs },
  { ...changing('ecs:TagResource', 'setting tags of services and tasks'), when: ecs },
  { ...changing('ecs:UntagResource', 'removing tags of services and tasks'), when: ecs },
];
