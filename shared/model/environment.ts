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

/** Text by text between the stars: a regular expression of many stars can take for ever. Both in lower case. */
function fits(pattern: string, value: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= value.length;
}

function matches(pattern: string, values: readonly string[]): boolean {
  const wanted = pattern.toLowerCase();
  return values.some((value) => fits(wanted, value.toLowerCase()));
}

type Judged = Pick<Machine, 'account' | 'accountName' | 'name' | 'tags'>;

function subject(rule: EnvironmentRule, machine: Judged): string[] {
  if (rule.by === 'account') return [machine.account, machine.accountName];
  if (rule.by === 'name') return [machine.name];
  const key = Object.keys(machine.tags).find((one) => one.toLowerCase() === rule.tag.toLowerCase());
  return key === undefined ? [] : [machine.tags[key]!];
}

/** Place of the rule that decides a machine's environment: the first that matches; -1: none does. */
export function decidingRule(machine: Judged, rules: readonly EnvironmentRule[]): number {
  return rules.findIndex((one) => matches(one.pattern, subject(one, machine)));
}

/** Environment of a machine: the first rule that matches, else its environment tag, else `''`. */
export function environmentOf(machine: Judged, rules: readonly EnvironmentRule[]): string {
  return rules[decidingRule(machine, rules)]?.environment ?? environmentTag(machine.tags);
}

/** What rules would do to the cached machines. */
export interface RulesEffect {
  /** Machines that each rule decides, in the order of the rules. */
  decided: number[];
  /** Machines by environment, by rule or tag; `''`: none. Names as they are written most often. */
  environments: { environment: string; machines: number }[];
}

/** Counts what rules decide, largest environment first; names that differ in case alone are one. */
export function rulesEffect(machines: Iterable<Judged>, rules: readonly EnvironmentRule[]): RulesEffect {
  const decided = rules.map(() => 0);
  const names = new Map<string, Map<string, number>>();
  for (const machine of machines) {
    const rule = decidingRule(machine, rules);
    if (rule >= 0) decided[rule] = decided[rule]! + 1;
    const name = rules[rule]?.environment ?? environmentTag(machine.tags);
    const same = names.get(name.toLowerCase()) ?? new Map<string, number>();
    names.set(name.toLowerCase(), same.set(name, (same.get(name) ?? 0) + 1));
  }
  const environments = [...names.values()].map((same) => {
    const [first] = [...same].toSorted(([, a], [, b]) => b - a);
    return { environment: first![0], machines: [...same.values()].reduce((sum, count) => sum + count, 0) };
  });
  return { decided, environments: environments.toSorted((a, b) => b.machines - a.machines) };
}

export function guardOf(environment: string, { guards }: Pick<Environments, 'guards'>): EnvironmentGuard {
  return guards[environment.toLowerCase()] ?? 'normal';
}
