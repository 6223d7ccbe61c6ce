import { z } from 'zod';

const fieldBase = {
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: z.string(),
  help: z.string().optional(),
  required: z.boolean().default(false),
  /** Shown under "Advanced". */
  advanced: z.boolean().default(false),
  /** Shown and required only when another field has one of these values. */
  when: z.object({ key: z.string(), in: z.array(z.string()) }).optional(),
};

/** One setting of a connector. Forms, command line and docs are made from it. */
export const fieldSchema = z.discriminatedUnion('type', [
  z.object({
    ...fieldBase,
    type: z.literal('text'),
    default: z.string().optional(),
    placeholder: z.string().optional(),
    pattern: z.string().optional(),
  }),
  z.object({ ...fieldBase, type: z.literal('url'), default: z.string().optional(), placeholder: z.string().optional() }),
  z.object({
    ...fieldBase,
    type: z.literal('number'),
    default: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    unit: z.string().optional(),
  }),
  z.object({ ...fieldBase, type: z.literal('flag'), default: z.boolean().optional() }),
  z.object({
    ...fieldBase,
    type: z.literal('choice'),
    options: z.array(z.object({ value: z.string(), label: z.string() })),
    default: z.string().optional(),
  }),
  z.object({ ...fieldBase, type: z.literal('file'), extensions: z.array(z.string()) }),
  z.object({ ...fieldBase, type: z.literal('secret'), placeholder: z.string().optional() }),
]);
export type Field = z.infer<typeof fieldSchema>;
