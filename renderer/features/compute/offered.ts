import type { OfferedAction } from '#shared/model/action.ts';
import { formatCount } from '../../ui/format/number.ts';

/** What is done most, in this order; the rest is in the menu. */
const common = ['start', 'stop', 'reboot', 'resize', 'scale', 'restart'];

/** Actions with a button of their own, and those in the menu: what destroys comes last, and never has a button. */
export function splitActions(offered: readonly OfferedAction[]): { first: OfferedAction[]; more: OfferedAction[] } {
  const rank = ({ name }: OfferedAction) => common.indexOf(name);
  const first = offered.filter((action) => rank(action) >= 0 && action.effect !== 'destroy').sort((a, b) => rank(a) - rank(b));
  const more = offered.filter((action) => !first.includes(action));
  return { first, more: [...more.filter(({ effect }) => effect === 'change'), ...more.filter(({ effect }) => effect === 'destroy')] };
}

/** `Stop 180 of 200` when only some can take it; dots when more is asked first. */
export function actionLabel({ title, targets, input }: OfferedAction, count: number): string {
  const some = targets < count ? ` ${formatCount(targets)} of ${formatCount(count)}` : '';
  return `${title}${some}${input.length > 0 ? '…' : ''}`;
}
