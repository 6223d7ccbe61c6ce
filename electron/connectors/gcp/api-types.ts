/**
 * The parts of Compute Engine's records that are read here; every field may be missing.
 * Source: https://cloud.google.com/compute/docs/reference/rest/v1/instances and its neighbours
 * (instanceGroupManagers, autoscalers, disks, addresses, zoneOperations).
 */
export interface InstanceRecord {
  id?: string;
  name?: string;
  selfLink?: string;
  zone?: string;
  status?: string;
  statusMessage?: string;
  machineType?: string;
  creationTimestamp?: string;
  lastStartTimestamp?: string;
  deletionProtection?: boolean;
  labels?: Record<string, string>;
  labelFingerprint?: string;
  networkInterfaces?: { networkIP?: string; network?: string; subnetwork?: string; accessConfigs?: { natIP?: string }[] }[];
  disks?: { source?: string; deviceName?: string; boot?: boolean; autoDelete?: boolean; type?: string; licenses?: string[] }[];
  metadata?: { items?: { key?: string; value?: string }[] };
  scheduling?: { provisioningModel?: string; preemptible?: boolean };
}

export interface GroupRecord {
  id?: string;
  name?: string;
  selfLink?: string;
  zone?: string;
  region?: string;
  targetSize?: number;
  baseInstanceName?: string;
  instanceTemplate?: string;
  instanceGroup?: string;
  creationTimestamp?: string;
  currentActions?: Record<string, number>;
  status?: { isStable?: boolean };
}

export interface AutoscalerRecord {
  target?: string;
  status?: string;
  autoscalingPolicy?: { minNumReplicas?: number; maxNumReplicas?: number; mode?: string };
}

export interface DiskRecord {
  id?: string;
  name?: string;
  selfLink?: string;
  status?: string;
  sizeGb?: string;
  type?: string;
  users?: string[];
  labels?: Record<string, string>;
  labelFingerprint?: string;
  creationTimestamp?: string;
  lastDetachTimestamp?: string;
}

export interface AddressRecord {
  id?: string;
  name?: string;
  selfLink?: string;
  status?: string;
  address?: string;
  addressType?: string;
  labels?: Record<string, string>;
  creationTimestamp?: string;
  networkTier?: string;
}

export interface OperationRecord {
  id?: string;
  name?: string;
  selfLink?: string;
  status?: string;
  operationType?: string;
  targetLink?: string;
  targetId?: string;
  clientOperationId?: string;
  insertTime?: string;
  user?: string;
  statusMessage?: string;
  httpErrorStatusCode?: number;
  error?: { errors?: { code?: string; message?: string }[] };
}

/** A zone's or region's part of an aggregated list: rows under the collection's name, or why there are none. */
export type AggregatedItem = Record<string, unknown> & { warning?: { code?: string; message?: string } };

export interface AggregatedReply {
  items?: Record<string, AggregatedItem>;
  nextPageToken?: string;
  /** Zones and regions that did not answer (`zones/us-central1-a`), with `returnPartialSuccess`. */
  unreachables?: string[];
}
