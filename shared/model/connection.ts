import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error.ts';
import { actionSchema } from './action.ts';
import { fieldSchema } from './field.ts';
import { dataSets } from './freshness.ts';
import { storageFeaturesSchema } from './storage.ts';

export const capabilityNames = ['costs', 'compute', 'objects', 'directory', 'devices', 'places', 'metrics'] as const;

/** What a connector declares about itself: plain data, the single source for forms, menus, command line and docs. */
export const manifestSchema = z.object({
  kind: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  description: z.string(),
  docsUrl: z.string(),
  fields: z.array(fieldSchema),
  capabilities: z.array(z.enum(capabilityNames)),
  /** What can be done to its machines. */
  actions: z.array(actionSchema).optional(),
  /** What can be done with its objects, for capability `objects`. */
  storage: storageFeaturesSchema.optional(),
  /** File endings this connector opens by dialog, drop or `import`, e.g. `.csv.gz`. The file's path goes to the first `file` field. */
  opensFiles: z.array(z.string()).default([]),
  /** Reads this machine only: refreshed while offline too. Connectors that open files are local without saying so. */
  local: z.boolean().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const settingValueSchema = z.union([z.string(), z.number(), z.boolean()]);
export const settingsSchema = z.record(z.string(), settingValueSchema);
/** Values of a connector's non-secret fields. */
export type ConnectionSettings = z.infer<typeof settingsSchema>;

/** A configured connection as screens see it. Secrets are only named, never shown. */
export const connectionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string().min(1).max(80),
  settings: settingsSchema,
  /** Keys of the secret fields that hold a value in the vault. */
  secretsSet: z.array(z.string()),
  /** Provider account the last check found; null before the first. */
  account: z.string().nullable(),
  createdAt: z.number(),
  lastCheckAt: z.number().nullable(),
  lastCheckError: appErrorSchema.nullable(),
});
export type Connection = z.infer<typeof connectionSchema>;

export const permissionSchema = z.object({
  /** The provider's name of the permission, e.g. `ec2:DescribeInstances`. */
  name: z.string(),
  /** What does not work without it. */
  neededFor: z.string(),
  dataSet: z.enum(dataSets).nullable(),
});
export type Permission = z.infer<typeof permissionSchema>;

/** Result of checking a connection: who we are there and each permission that is missing. */
export const checkResultSchema = z.object({
  account: z.string(),
  /** Human name or principal, e.g. an ARN. */
  identity: z.string(),
  missing: z.array(permissionSchema),
  /** Anything else worth saying: disabled regions, an export older than expected. */
  notes: z.array(z.string()),
});
export type CheckResult = z.infer<typeof checkResultSchema>;
