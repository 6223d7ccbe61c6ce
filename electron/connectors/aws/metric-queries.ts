import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Machine, MetricName } from '../sdk.ts';
import { clusterArnOf } from './container-rows.ts';
import { detailOf } from './details.ts';
import { groupNameOf } from './group-rows.ts';
import { nameIn } from './place.ts';

/** How CloudWatch names a metric. `perSecond`: it counts what happened in a period, so its sum is divided by the period. */
interface CloudMetric {
  name: string;
  perSecond: boolean;
}

/** Source: EC2 User Guide, "CloudWatch metrics that are available for your instances". */
const ec2Metrics: Partial<Record<MetricName, CloudMetric>> = {
  cpu: { name: 'CPUUtilization', perSecond: false },
  network_in: { name: 'NetworkIn', perSecond: true },
  network_out: { name: 'NetworkOut', perSecond: true },
  disk_read_bytes: { name: 'EBSReadBytes', perSecond: true },
  disk_write_bytes: { name: 'EBSWriteBytes', perSecond: true },
  disk_read_ops: { name: 'EBSReadOps', perSecond: true },
  disk_write_ops: { name: 'EBSWriteOps', perSecond: true },
  credits: { name: 'CPUCreditBalance', perSecond: false },
};

/** Source: ECS Developer Guide, "Amazon ECS CloudWatch metrics". */
const ecsMetrics: Partial<Record<MetricName, CloudMetric>> = {
  cpu: { name: 'CPUUtilization', perSecond: false },
  memory: { name: 'MemoryUtilization', perSecond: false },
};

const always: MetricName[] = ['cpu', 'network_in', 'network_out'];
const disks: MetricName[] = ['disk_read_bytes', 'disk_write_bytes', 'disk_read_ops', 'disk_write_ops'];

/** Families on Xen: they report no EBS metrics, and asking for them would be billed. Source: EC2 User Guide, "Instance types: hypervisor". */
const xen = /^(t1|t2|m[1-4]|c1|c3|c4|cc2|cr1|r3|r4|i2|i3|d2|h1|hs1|x1|x1e|g2|g3|g3s|p2|p3|f1)\./;
const burstable = /^t\d/;

function instanceMetrics(type: string): MetricName[] {
  return [
    ...always,
    ...(type === '' || (xen.test(type) && !type.endsWith('.metal')) ? [] : disks),
    ...(burstable.test(type) ? (['credits'] as const) : []),
  ];
}

/** What CloudWatch has of a row without agents or Container Insights. */
export function metricsOf(machine: Machine): readonly MetricName[] {
  if (machine.kind === 'machine') return instanceMetrics(machine.type);
  if (machine.kind === 'group') return always;
  return machine.kind === 'service' ? ['cpu', 'memory'] : [];
}

function dimensionsOf(machine: Machine): { Name: string; Value: string }[] {
  if (machine.kind === 'machine') return [{ Name: 'InstanceId', Value: machine.id }];
  if (machine.kind === 'group') return [{ Name: 'AutoScalingGroupName', Value: groupNameOf(machine) }];
  return [
    { Name: 'ClusterName', Value: nameIn(clusterArnOf(machine)) },
    { Name: 'ServiceName', Value: machine.name },
  ];
}

const day = 86_400_000;

/** Seconds between values that the machine reports: EC2 every five minutes unless detailed monitoring is on, credits always so. */
function reported(machine: Machine, metric: MetricName): number {
  if (machine.kind === 'service') return 60;
  return machine.kind === 'machine' && metric !== 'credits' && detailOf(machine, 'monitoring') === 'detailed' ? 60 : 300;
}

/** Seconds between values that CloudWatch still has of a time: 1 minute for 15 days, 5 minutes for 63, then hours. Source: CloudWatch API reference, GetMetricData. */
function retained(ageMs: number): number {
  if (ageMs <= 15 * day) return 60;
  return ageMs <= 63 * day ? 300 : 3600;
}

/** One series to ask for. */
export interface Wanted {
  machine: Machine;
  metric: MetricName;
  /** Seconds. */
  period: number;
  perSecond: boolean;
}

/** The wanted distance, rounded up to what the machine reports and CloudWatch has. */
function periodOf(machine: Machine, metric: MetricName, range: { from: number; now: number; stepMs: number }): number {
  const finest = Math.max(reported(machine, metric), retained(range.now - range.from));
  return Math.max(1, Math.ceil(range.stepMs / 1000 / finest)) * finest;
}

export function wantedOf(
  machines: readonly Machine[],
  metrics: readonly MetricName[],
  range: { from: number; now: number; stepMs: number },
): Wanted[] {
  return machines.flatMap((machine) =>
    metricsOf(machine)
      .filter((metric) => metrics.includes(metric))
      .map((metric) => {
        const table = machine.kind === 'service' ? ecsMetrics : ec2Metrics;
        return { machine, metric, period: periodOf(machine, metric, range), perSecond: table[metric]!.perSecond };
      }),
  );
}

/** Queries of one call are told apart by their ids: `q0`, `q1`, … */
export function queryOf({ machine, metric, period, perSecond }: Wanted, index: number): MetricDataQuery {
  const isService = machine.kind === 'service';
  const MetricName = (isService ? ecsMetrics : ec2Metrics)[metric]!.name;
  const Metric = { Namespace: isService ? 'AWS/ECS' : 'AWS/EC2', MetricName, Dimensions: dimensionsOf(machine) };
  return { Id: `q${index}`, MetricStat: { Metric, Period: period, Stat: perSecond ? 'Sum' : 'Average' }, ReturnData: true };
}
