import { posix } from 'node:path';
import { type ItemState, itemStates, type TransferItem } from '#shared/model/transfer.ts';
import type { Endpoint, NewRow, WorkItem } from '../transfers-api.ts';

/** A row of `items`. */
export interface ItemRow {
  at: number;
  state: number;
  size: number;
  bytes: number;
  attempts: number;
  verified: string | null;
  error: string | null;
  note: string;
  item: string;
}

export const stateNumber = (state: ItemState): number => itemStates.indexOf(state);

function stateOf({ skip, refusal }: WorkItem): ItemState {
  if (refusal) return 'failed';
  return skip === null ? 'waiting' : 'skipped';
}

/** The key of a side, which is absent where there is no such side. */
const keyOf = (side: string) => `lower(coalesce(item ->> '$.${side}.key', ''))`;
/**
 * Of rows of `items`: `@text` is in the key of a side; `''` lets all through. `@written` is the text as JSON writes it: rows
 * that do not hold it anywhere need not be parsed.
 */
export const textFilter = `(@text = '' OR (instr(lower(item), lower(@written)) > 0
  AND (instr(${keyOf('from')}, lower(@text)) > 0 OR instr(${keyOf('to')}, lower(@text)) > 0)))`;

/** Values for `textFilter`. */
export const textValues = (text: string) => ({ text, written: JSON.stringify(text).slice(1, -1) });

export const copies = ({ does }: Pick<WorkItem, 'does'>): boolean => does === 'copy' || does === 'move';

/** What will not be done is settled from the start. */
export function firstRow(item: WorkItem): NewRow {
  return {
    at: item.index,
    state: stateNumber(stateOf(item)),
    refused: item.refusal ? 1 : 0,
    copies: copies(item) ? 1 : 0,
    size: item.size,
    error: item.refusal && JSON.stringify(item.refusal),
    note: item.skip ?? '',
    item: JSON.stringify(item),
  };
}

function place(end: Endpoint | null): string | null {
  if (!end) return null;
  return end.connectionId === null ? posix.join(end.bucket, end.key) : `${end.bucket}/${end.key}`;
}

export const toWorkItem = ({ item }: Pick<ItemRow, 'item'>): WorkItem => JSON.parse(item) as WorkItem;

export function toTransferItem(row: ItemRow): TransferItem {
  const { index, does, from, to, size } = toWorkItem(row);
  return {
    index,
    does,
    from: place(from),
    to: place(to),
    size,
    state: itemStates[row.state]!,
    bytes: row.bytes,
    attempts: row.attempts,
    error: row.error === null ? null : (JSON.parse(row.error) as TransferItem['error']),
    verified: row.verified as TransferItem['verified'],
    note: row.note,
  };
}
