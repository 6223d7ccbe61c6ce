import {
  type EnvironmentGuard,
  type EnvironmentRule,
  type Environments,
  environmentRuleSchema,
  guardOf,
  type RulesEffect,
} from '#shared/model/environment.ts';

export const ruleSubjects = { account: 'Account', tag: 'Tag', name: 'Name' } as const;

export const newRule: EnvironmentRule = { environment: '', by: 'account', tag: '', pattern: '' };

/** What is missing before a rule can decide anything; null when nothing is. */
export function ruleProblem(rule: EnvironmentRule): string | null {
  if (rule.environment.trim() === '') return 'Name the environment';
  if (rule.by === 'tag' && rule.tag.trim() === '') return 'Name the tag';
  if (rule.pattern.trim() === '') return 'Give a pattern';
  return environmentRuleSchema.safeParse(rule).success ? null : 'Too long';
}

/** Rules that can be asked about, and how many machines each of all the rules decides; null where that is not known yet. */
export function validRules(rules: readonly EnvironmentRule[]): EnvironmentRule[] {
  return rules.filter((rule) => ruleProblem(rule) === null);
}

export function countsOf(rules: readonly EnvironmentRule[], effect: RulesEffect | undefined): (number | null)[] {
  let at = 0;
  return rules.map((rule) => (ruleProblem(rule) === null ? (effect?.decided[at++] ?? null) : null));
}

/** Rules with one moved a place up (-1) or down (1). */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by;
  if (to < 0 || to >= list.length) return [...list];
  const next = [...list];
  [next[at], next[to]] = [next[to]!, next[at]!];
  return next;
}

export interface GuardRow {
  environment: string;
  /** Cached machines in it; null while that is not known. */
  machines: number | null;
  guard: EnvironmentGuard;
}

/** Every environment that a machine has, a rule names or a guard is set for; names that differ in case alone are one. */
export function guardRows({ rules, guards }: Environments, effect: RulesEffect | undefined): GuardRow[] {
  const rows = new Map<string, GuardRow>();
  const add = (environment: string, machines: number | null) => {
    const key = environment.trim().toLowerCase();
    if (key && !rows.has(key)) rows.set(key, { environment: environment.trim(), machines, guard: guardOf(key, { guards }) });
  };
  for (const { environment, machines } of effect?.environments ?? []) add(environment, machines);
  for (const { environment } of rules) add(environment, effect ? 0 : null);
  for (const name of Object.keys(guards)) add(name, effect ? 0 : null);
  return [...rows.values()];
}

/** Guards with one changed; `normal` is what is not named. */
export function withGuard(guards: Environments['guards'], environment: string, guard: EnvironmentGuard): Environments['guards'] {
  const { [environment.toLowerCase()]: _, ...others } = guards;
  return guard === 'normal' ? others : { ...others, [environment.toLowerCase()]: guard };
}

/** As it is saved: without spaces at the ends, and without the tag of rules that do not look at one. */
export function cleaned({ rules, guards }: Environments): Environments {
  const trimmed = rules.map((rule) => ({
    ...rule,
    environment: rule.environment.trim(),
    tag: rule.by === 'tag' ? rule.tag.trim() : '',
    pattern: rule.pattern.trim(),
  }));
  return { rules: trimmed, guards };
}

export function sameEnvironments(a: Environments, b: Environments): boolean {
  const written = ({ rules, guards }: Environments) =>
    JSON.stringify([rules, Object.entries(guards).toSorted(([x], [y]) => (x < y ? -1 : 1))]);
  return written(a) === written(b);
}
