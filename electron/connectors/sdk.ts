import type { ActionSource, InspectSource } from '#core/capabilities/actions.ts';
import type { ComputeSource } from '#core/capabilities/compute.ts';
import type { CostSource } from '#core/capabilities/costs.ts';
import type { MetricSource } from '#core/capabilities/metrics.ts';
import type { ObjectStore } from '#core/capabilities/objects.ts';
import type { Clock, HttpPort, Logger } from '#core/ports.ts';
import type { ConnectSnippet } from '#shared/model/action.ts';
import type { CheckResult, ConnectionSettings, Manifest } from '#shared/model/connection.ts';
import type { Machine } from '#shared/model/machine.ts';

/** What a connector gets to work with. */
export interface ConnectorContext {
  connectionId: string;
  /** Values of the manifest's non-secret fields, defaults filled in and types checked. */
  settings: ConnectionSettings;
  /** A secret from the vault; null when it was not set. Throws `AppFailure` `auth_required` when the vault is locked. */
  secret(key: string): Promise<string | null>;
  /** Fires when the session must end. */
  signal: AbortSignal;
  log: Logger;
  clock: Clock;
  http: HttpPort;
}

/** An open connection to a provider. Everything it throws in an expected way is an `AppFailure`. */
export interface Session {
  /** Who we are there, and each missing permission by name. Changes nothing and costs nothing. */
  check(): Promise<CheckResult>;
  costs?: CostSource;
  compute?: ComputeSource;
  actions?: ActionSource;
  inspect?: InspectSource;
  metrics?: MetricSource;
  objects?: ObjectStore;
  close(): Promise<void>;
}

/** One provider. `open` loads the provider's SDK on first use. */
export interface Connector {
  manifest: Manifest;
  open(context: ConnectorContext): Promise<Session>;
  /** Commands that connect to one of its machines; made without asking the provider. */
  connect?(machine: Machine): ConnectSnippet[];
}

export type {
  ActionCall,
  ActionSource,
  InspectSource,
  ProgressCall,
  StepAccepted,
  StepCall,
  StepProgress,
  TargetPlan,
} from '#core/capabilities/actions.ts';
export { attachment } from '#core/capabilities/attachment.ts';
export { BatchBuilder, type CostRowInput } from '#core/capabilities/batch-builder.ts';
export type { ComputeSource } from '#core/capabilities/compute.ts';
export type { CostBatch, CostColumn, NumberColumn, TextColumn } from '#core/capabilities/cost-batch.ts';
export type { CostSource } from '#core/capabilities/costs.ts';
export { inParallel } from '#core/capabilities/in-parallel.ts';
export { keptFor } from '#core/capabilities/kept-for.ts';
export type { MetricPage, MetricRequest, MetricSource } from '#core/capabilities/metrics.ts';
export {
  type ObjectColumns,
  objectAt,
  objectColumns,
  objectRows,
  type TextRows,
  textAt,
} from '#core/capabilities/object-columns.ts';
export type {
  BulkOutcome,
  ListRequest,
  NewObject,
  ObjectAddress,
  ObjectPage,
  ObjectStat,
  ObjectStore,
  OpenUpload,
  PartChecksum,
  PartReceipt,
  ReadRequest,
  Receive,
  Removal,
  ServerCopy,
  UploadTarget,
} from '#core/capabilities/objects.ts';
export { batchBuffers, readBatch, textEntries } from '#core/capabilities/read-batch.ts';
export type { Page, ReadOptions, Scope, Source } from '#core/capabilities/source.ts';
export { createFolderStore } from '#core/local-files/create-folder-store.ts';
export { networkCodes } from '#core/platform/network-codes.ts';
export type { Clock, HttpPort, Logger } from '#core/ports.ts';
export { connectGroups, exposeGroups, type Groups, moved } from '#core/threads/thread-api.ts';
export { workerUrl } from '#core/worker-url.ts';
export { type AppError, AppFailure, appError, failure, toAppError } from '#shared/errors/app-error.ts';
export type { Action, ActionInput, ConnectSnippet, CostDelta, Inspection, PlanStep, Related } from '#shared/model/action.ts';
export type { CheckResult, ConnectionSettings, Manifest, Permission } from '#shared/model/connection.ts';
export type { BadRow, ConformanceReport, ExchangeRate } from '#shared/model/cost.ts';
export { environmentTag } from '#shared/model/environment.ts';
export { type Lifecycle, type LifecycleAction, type LifecycleRule, lifecycleRuleSchema, ruleScope } from '#shared/model/lifecycle.ts';
export { type Capacity, type Health, type Machine, type MachineKind, type MachineState, plainMachine } from '#shared/model/machine.ts';
export type { MetricName, Series } from '#shared/model/metric.ts';
export type {
  Bucket,
  BucketFacts,
  Checksum,
  ChecksumAlgorithm,
  ObjectDetail,
  ObjectProperties,
  ObjectRow,
  ObjectVersion,
  PendingUpload,
  PresignedUrl,
  StorageFeatures,
} from '#shared/model/storage.ts';
