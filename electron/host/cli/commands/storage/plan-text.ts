import type { CostDelta } from '#shared/model/action.ts';
import type { StoragePlan, StoragePlanItem } from '#shared/model/transfer.ts';
import { sentences, table } from '../../table.ts';

/** What is less than a cent is said so: `-0.00` would say nothing. */
function amountText(amount: number): string {
  if (amount !== 0 && Math.abs(amount) < 0.005) return `${amount < 0 ? 'saves' : 'costs'} less than 0.01`;
  return `${amount > 0 ? '+' : ''}${amount.toFixed(2)}`;
}

const money = ({ amount, currency, basis }: CostDelta, per: string) => `${amountText(amount)} ${currency}${per}: ${basis}\n`;

function willBe({ does, skip, refusal }: StoragePlanItem): string {
  if (refusal) return `refused: ${sentences(refusal)}`;
  return skip === null ? does.replaceAll('_', ' ') : `skipped: ${skip}`;
}

/** A plan for a person: what would be done to which object, and what it costs. */
export function storagePlanText(plan: StoragePlan): string {
  const { title, counts, bytes, items, warnings, monthly, once, wait } = plan;
  const head = `${title}: ${counts.act} to act on (${bytes} bytes), ${counts.skip} skipped, ${counts.refuse} refused\n\n`;
  const rows = items.map((item) => [willBe(item), item.size, item.from ?? item.to, item.from === null ? null : item.to]);
  const more = counts.act + counts.skip + counts.refuse - items.length;
  const notes = [
    ...(more > 0 ? [`… and ${more} more\n`] : []),
    ...warnings.map((text) => `! ${text}\n`),
    ...monthly.map((delta) => money(delta, ' a month')),
    ...once.map((delta) => money(delta, ' once')),
    ...(wait ? [`Readable after: ${wait}\n`] : []),
  ];
  return `${head}${table(['WHAT', 'BYTES', 'OBJECT', 'TO'], rows)}${notes.join('')}`;
}
