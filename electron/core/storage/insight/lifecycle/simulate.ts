import type { CostDelta } from '#shared/model/action.ts';
import type { LifecycleAction, LifecycleEffect, LifecycleRule, LifecycleSimulation } from '#shared/model/lifecycle.ts';
import type { CachedBucket, ObjectRow } from '#shared/model/storage.ts';
import { sumCosts } from '../../../actions/plan-sums.ts';
import { measure } from '../prices/measure.ts';
import { classChange, removal, smallestCharged } from '../prices/storage-pricing.ts';
import { type CurrentAction, filterTakes, isCurrent, notesOf } from './rule-match.ts';

interface Options {
  bucket: CachedBucket;
  rules: readonly LifecycleRule[];
  /** Ids of the store's classes, from hot to cold. */
  classes: readonly string[];
  now: number;
  horizonDays: number;
}

/** One action of one rule, with what it takes. */
interface Part {
  rule: LifecycleRule;
  action: LifecycleAction;
  now: { objects: number; bytes: number };
  later: { objects: number; bytes: number };
  taken: ReturnType<typeof measure>;
  sample: LifecycleEffect['sample'];
  notes: Set<string>;
}

type Acting = Part & { action: CurrentAction };

const dayMs = 86_400_000;
const samples = 5;
const smallNote = 'S3 leaves objects under 128 KB in their class unless the rule names a size.';

function keepBiggest(sample: LifecycleEffect['sample'], { key, size, modified }: ObjectRow): void {
  if (sample.length === samples && size <= sample.at(-1)!.size) return;
  sample.push({ key, size, modified });
  sample.sort((a, b) => b.size - a.size);
  if (sample.length > samples) sample.pop();
}

function costsOf({ action, taken }: Part): Pick<LifecycleEffect, 'monthly' | 'once'> {
  const monthly: CostDelta[] = [];
  const once: CostDelta[] = [];
  for (const sum of taken.list()) {
    const priced = action.kind === 'transition' ? classChange(sum, action.storageClass) : removal(sum);
    // A sum without one of its parts would be no sum.
    if (!priced) return { monthly: null, once: null };
    monthly.push(priced.monthly);
    once.push(priced.once);
  }
  return { monthly: sumCosts(monthly)[0] ?? null, once: sumCosts(once)[0] ?? null };
}

/**
 * What lifecycle rules would do to the current objects of a bucket. Of several actions for one object each provider lets
 * deletion go first, then the change to the coldest class.
 */
export function lifecycleSimulator({ bucket, rules, classes, now, horizonDays }: Options) {
  const parts: Part[] = rules
    .filter(({ enabled }) => enabled)
    .flatMap((rule) =>
      rule.actions.map((action) => ({
        rule,
        action,
        now: { objects: 0, bytes: 0 },
        later: { objects: 0, bytes: 0 },
        taken: measure(bucket, now),
        sample: [],
        notes: new Set(notesOf(rule, action)),
      })),
    );
  const acting = parts.filter((part): part is Acting => isCurrent(part.action));
  const overlaps = new Map<string, { winner: Acting; other: Acting; objects: number }>();
  const coldness = (action: CurrentAction) => (action.kind === 'expire' ? classes.length + 1 : classes.indexOf(action.storageClass));

  const canMove = (part: Acting, row: ObjectRow): boolean => {
    if (part.action.kind === 'expire') return true;
    const to = classes.indexOf(part.action.storageClass);
    const from = classes.indexOf(row.storageClass || bucket.defaultClass);
    if (part.action.storageClass === row.storageClass || (from >= 0 && to <= from)) return false;
    if (bucket.provider !== 'aws' || row.size >= smallestCharged || part.rule.filter.minBytes !== null) return true;
    part.notes.add(smallNote);
    return false;
  };
  const winnerAt = (candidates: readonly Acting[], row: ObjectRow, at: number): Acting | null => {
    const age = Math.floor((at - row.modified) / dayMs);
    const due = candidates.filter(({ action: { date, days } }) => (date === undefined ? age >= days : at >= Date.parse(date)));
    return due.reduce<Acting | null>((best, part) => (best && coldness(best.action) >= coldness(part.action) ? best : part), null);
  };
  const noteOverlaps = (winner: Acting, candidates: readonly Acting[]) => {
    for (const rule of new Set(candidates.map((part) => part.rule))) {
      if (rule === winner.rule) continue;
      const id = JSON.stringify([winner.rule.id, rule.id]);
      const other = candidates.find((part) => part.rule === rule)!;
      const overlap = overlaps.get(id) ?? { winner, other, objects: 0 };
      overlaps.set(id, overlap);
      overlap.objects += 1;
    }
  };
  return {
    add(row: ObjectRow): void {
      const candidates = acting.filter((part) => filterTakes(part.rule, row) && canMove(part, row));
      if (candidates.length === 0) return;
      const first = winnerAt(candidates, row, now);
      const last = winnerAt(candidates, row, now + horizonDays * dayMs);
      if (last) noteOverlaps(last, candidates);
      const count = (part: Acting, when: 'now' | 'later') => {
        part[when].objects += 1;
        part[when].bytes += row.size;
        keepBiggest(part.sample, row);
      };
      if (first) {
        count(first, 'now');
        first.taken.add(row);
      }
      if (last && last !== first) count(last, 'later');
    },
    result(): Pick<LifecycleSimulation, 'effects' | 'overlaps' | 'horizonDays'> {
      const effects = parts.map((part) => {
        const { rule, action, now: taken, later, sample, notes } = part;
        return { ruleId: rule.id, action, now: taken, later, ...costsOf(part), sample, notes: [...notes] };
      });
      const said = [...overlaps.values()].map(
        ({ winner, other, objects }) =>
          `“${winner.rule.id}” and “${other.rule.id}” both take ${objects} objects: “${winner.rule.id}” goes first (${
            winner.action.kind === 'expire' ? 'deletion before a change of class' : 'the colder class'
          }).`,
      );
      return { effects, overlaps: said, horizonDays };
    },
  };
}
