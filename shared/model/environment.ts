import { z } from 'zod';
import type { Machine } from './machine.ts';

/**
 * What the console asks before it changes something in an environment: nothing beyond the usual confirmation, the typed
 * name of the environment, or it refuses every change.
 */
export const environmentGuards = ['normal', 'typed', 'read_only'] as const;
export type EnvironmentGuard = (typeof environmentGuards)[number];

/** One rule: the first that matches decides a machine's environment. Patterns are compared without case; `*` stands for any text. */
export const environmentRuleSchema = z.object({
  environment: z.string().min(1).max(40),
  by: z.enum(['account', 'tag', 'name']),
  /** Key of the tag, for `by: 'tag'`. */
  tag: z.string().max(128).default(''),
  /** Account id or account name, value of the tag, or name of the machine. */
  pattern: z.string().min(1).max(200),
});
export type EnvironmentRule = z.infer<typeof environmentRuleSchema>;

/** The person's environments: rules in order, and how each environment is guarded. */
export const environmentsSchema = z.object({
  rules: z.array(environmentRuleSchema).max(200).default([]),
  /** By lower-cased name of the environment; those not named here are `normal`. */
  guards: z.record(z.string(), z.enum(environmentGuards)).default({ production: 'typed', prod: 'typed' }),
});
export type Environments = z.infer<typeof environmentsSchema>;

const environmentTags = ['environment', 'env', 'stage'];

/** Value of the tag that names the environment, by the usual keys; `''` when there is none. */
export function environmentTag(tags: Readonly<Record<string, string>>): string {
  const lower = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value]));
  return environmentTags.map((key) => lower.get(key)).find((value) => value) ?? '';
}

const special = /[.+?^${}()|[\]\\]/g;

function matches(pattern: string, values: readonly string[]): boolean {
  const expression = new RegExp(`^${pattern.replace(special, '\\$&').replaceAll('*', '.*')}$`, 'is');
  return values.some((value) => expression.test(value));
}

type Judged = Pick<Machine, 'account' | 'accountName' | 'name' | 'tags'>;

function subject(rule: EnvironmentRule, machine: Judged): string[] {
  if (rule.by === 'account') return [machine.account, machine.accountName];
  if (rule.by === 'name') return [machine.name];
  const key = Object.keys(machine.tags).find((one) => one.toLowerCase() === rule.tag.toLowerCase());
  return key === undefined ? [] : [machine.tags[key]!];
}

/** Environment of a machine: the first rule that matches, else its environment tag, else `''`. */
export function environmentOf(machine: Judged, rules: readonly EnvironmentRule[]): string {
  const rule = rules.find((one) => matches(one.pattern, subject(one, machine)));
  return rule?.environment ?? environmentTag(machine.tags);
}

export function guardOf(environment: string, { guards }: Pick<Environments, 'guards'>): EnvironmentGuard {
  return guards[environment.toLowerCase()] ?? 'normal';
}
