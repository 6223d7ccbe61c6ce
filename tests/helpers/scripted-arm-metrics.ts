import type { ScriptedArm } from './scripted-arm.ts';
import { type ArmReply, armError, json } from './scripted-arm-reply.ts';

const minutes: Record<string, number> = { PT1M: 1, PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60 };

/** A batch of metrics. Reference: https://learn.microsoft.com/rest/api/monitor/metrics-batch/batch */
export function metricsReply(world: ScriptedArm, { searchParams }: URL, body: string): ArmReply {
  const { resourceids } = JSON.parse(body) as { resourceids: string[] };
  if (resourceids.length > 50) return armError(400, 'BadRequest', 'At most 50 resources.');
  const interval = searchParams.get('interval') ?? 'PT1M';
  const [from, to] = [Date.parse(searchParams.get('starttime')!), Date.parse(searchParams.get('endtime')!)];
  const wanted = (searchParams.get('aggregation') ?? 'average').split(',');
  const names = (searchParams.get('metricnames') ?? '').split(',');
  const times = Array.from(
    { length: Math.ceil((to - from) / (minutes[interval]! * 60_000)) },
    (_, index) => from + index * minutes[interval]! * 60_000,
  );
  const point = (metric: string, at: number) => {
    const values = wanted.map((one) => [one, world.metricValue(metric, one)] as const).filter(([, value]) => value !== undefined);
    return { timeStamp: new Date(at).toISOString(), ...Object.fromEntries(values) };
  };
  const metric = (name: string, id: string) => ({
    id: `${id}/providers/Microsoft.Insights/metrics/${name}`,
    type: 'Microsoft.Insights/metrics',
    name: { value: name, localizedValue: name },
    unit: 'Unspecified',
    timeseries: [{ metadatavalues: [], data: times.map((at) => point(name, at)) }],
    errorCode: 'Success',
  });
  const values = resourceids.map((resourceid) => ({
    starttime: searchParams.get('starttime'),
    endtime: searchParams.get('endtime'),
    interval,
    namespace: searchParams.get('metricnamespace'),
    resourceregion: 'westeurope',
    resourceid,
    value: names.map((name) => metric(name, resourceid)),
  }));
  return json(200, { values });
}
