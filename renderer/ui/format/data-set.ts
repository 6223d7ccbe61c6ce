import type { DataSet } from '#shared/model/freshness.ts';

/** Names of data sets as people say them. */
export const dataSetNames: Record<DataSet, string> = {
  costs: 'Costs',
  machines: 'Machines',
  metrics: 'Metrics',
  buckets: 'Buckets',
  people: 'People',
  devices: 'Devices',
  places: 'Places',
};
