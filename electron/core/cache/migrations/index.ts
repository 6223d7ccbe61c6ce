import type { Migration } from '../migrate.ts';
import { initial } from './0001-initial.ts';
import { machineKinds } from './0002-machine-kinds.ts';
import { metricsMigration } from './0003-metrics.ts';
import { bucketsMigration } from './0004-buckets.ts';

/** Every step of the schema, in order. Add at the end; never change one that was released. */
export const migrations: readonly Migration[] = [initial, machineKinds, metricsMigration, bucketsMigration];
