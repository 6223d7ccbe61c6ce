import type { Recommendation } from '#shared/model/recommendation.ts';
import type { Measured } from './needs.ts';

const day = 86_400_000;

type Confidence = Pick<Recommendation, 'confidence' | 'confidenceReason'>;

/** Less than a day says nothing: nights look idle. */
export function isEnough({ cpu }: Measured): boolean {
  return cpu.to - cpu.from >= day * 0.9 && cpu.coverage >= 0.5;
}

/** High: 14 days, 90 % covered, with what matters measured. Medium: a week. Low: less, or memory shrinks unmeasured. */
export function confidenceOf({ cpu, memory }: Measured, { shrinksMemory }: { shrinksMemory: boolean }): Confidence {
  const days = (cpu.to - cpu.from) / day;
  const blind = shrinksMemory && memory === null;
  const measured = `${days.toFixed(days < 10 ? 1 : 0)} days of CPU, ${Math.round(cpu.coverage * 100)} % of the time covered`;
  const reason = `${measured}; memory ${memory ? 'measured' : 'not measured'}${blind ? ', though it would shrink' : ''}.`;
  if (days >= 13.5 && cpu.coverage >= 0.9 && !blind) return { confidence: 'high', confidenceReason: reason };
  if (days >= 6.5 && cpu.coverage >= 0.7 && !blind) return { confidence: 'medium', confidenceReason: reason };
  return { confidence: 'low', confidenceReason: reason };
}
