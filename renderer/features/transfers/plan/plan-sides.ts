import type { StoragePlanItem } from '#shared/model/transfer.ts';

/** Folders that the items of a plan lie in, as addresses with the slash at the end; null where no item has both sides. */
export interface PlanSides {
  from: string;
  to: string;
}

type Ends = Pick<StoragePlanItem, 'from' | 'to'>;

/** What two addresses have in common at their end, from a slash on. */
function commonName(one: string, other: string): string {
  const [left, right] = [one.split('/'), other.split('/')];
  let parts = 0;
  while (parts < Math.min(left.length, right.length) && left.at(-1 - parts) === right.at(-1 - parts)) parts += 1;
  return parts === 0 ? '' : left.slice(-parts).join('/');
}

/** The two folders of a sync or copy, found by the items that are on both sides under the same name. */
export function sidesOf(items: readonly Ends[]): PlanSides | null {
  let sides: PlanSides | null = null;
  for (const { from, to } of items) {
    if (from === null || to === null) continue;
    const name = commonName(from, to);
    // Under another name at the target it says nothing of the folders.
    if (name === '') continue;
    const found = { from: from.slice(0, from.length - name.length), to: to.slice(0, to.length - name.length) };
    // The shorter name is the nearer one: names may go on alike above the two folders, in all items only by chance.
    if (!sides || found.from.length > sides.from.length) sides = found;
  }
  return sides;
}

/** What an item is called below the folders; its whole address where it does not lie in one. */
export function nameBelow({ from, to }: Ends, sides: PlanSides | null): string {
  const address = from ?? to ?? '';
  if (!sides) return address;
  // An item without a target is one that a sync deletes there.
  const folder = [sides.from, sides.to].find((one) => address.startsWith(one));
  return folder === undefined ? address : address.slice(folder.length);
}
