import type { Classification } from '#shared/model/storage-insight.ts';

type Told = Pick<Classification, 'label' | 'rule' | 'method' | 'by' | 'sensitivity'>;

/** Examples kept of each rule. */
const mostEvidence = 5;

const order = { high: 0, medium: 1, low: 2 } as const;

/** Gathers what rules say of many objects, one entry for each rule. */
export function classificationTally() {
  const byRule = new Map<string, Classification>();
  return {
    add({ label, rule, method, by, sensitivity }: Told, object: { key: string; size: number; seen: string }): void {
      const entry = byRule.get(rule) ?? { label, rule, method, by, sensitivity, objects: 0, bytes: 0, evidence: [] };
      byRule.set(rule, entry);
      entry.objects += 1;
      entry.bytes += object.size;
      if (entry.evidence.length < mostEvidence) entry.evidence.push({ key: object.key, seen: object.seen });
    },
    /** Most sensitive first. */
    list: (): Classification[] => [...byRule.values()].sort((a, b) => order[a.sensitivity] - order[b.sensitivity] || b.bytes - a.bytes),
  };
}
