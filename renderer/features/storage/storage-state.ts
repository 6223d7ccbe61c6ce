import { type BrowseQuery, type ObjectRef, objectSorts } from '#shared/model/storage.ts';
import { type Place, readPlace, writePlace } from './places.ts';

export const storageModes = ['browse', 'find', 'insight'] as const;
export type StorageMode = (typeof storageModes)[number];
export const objectTabs = ['overview', 'preview', 'versions', 'edit', 'link'] as const;
export type ObjectTab = (typeof objectTabs)[number];
export const bucketTabs = ['facts', 'usage', 'lifecycle', 'uploads'] as const;
export type BucketTab = (typeof bucketTabs)[number];
export type Side = 'left' | 'right';
export type Sort = BrowseQuery['sort'];

/** One side of the browser: open folders as tabs, with filter and sort of the one in front. */
export interface PaneState {
  places: Place[];
  on: number;
  text: string;
  sort: Sort;
}

/** What the Storage screen shows. The URL holds all of it. */
export interface StorageState {
  mode: StorageMode;
  left: PaneState;
  /** Empty: one pane. */
  right: PaneState;
  side: Side;
  /** Object whose detail is open. */
  open: ObjectRef | null;
  tab: ObjectTab;
  /** Bucket whose detail is open; its prefix is the folder looked at. */
  bucket: Place | null;
  bucketTab: BucketTab;
  /** Search over all buckets. */
  query: string;
}

const names: Record<Side, Record<keyof PaneState, string>> = {
  left: { places: 'p', on: 'on', text: 'text', sort: 'sort' },
  right: { places: 'p2', on: 'on2', text: 'text2', sort: 'sort2' },
};

const byName: Sort = { column: 'name', descending: false };

function sortOf(text: string | null): Sort {
  const descending = text?.startsWith('-') ?? false;
  const column = objectSorts.find((one) => one === (descending ? text?.slice(1) : text));
  return column ? { column, descending } : byName;
}

function paneOf(params: URLSearchParams, side: Side): PaneState {
  const name = names[side];
  const places = params.getAll(name.places).flatMap((text) => readPlace(text) ?? []);
  const on = Number(params.get(name.on) ?? 0);
  return {
    places,
    on: Number.isInteger(on) && on >= 0 && on < places.length ? on : 0,
    text: (params.get(name.text) ?? '').slice(0, 200),
    sort: sortOf(params.get(name.sort)),
  };
}

function openOf(params: URLSearchParams): ObjectRef | null {
  const place = readPlace(params.get('open') ?? '');
  const versionId = params.get('version');
  if (!place || place.prefix === '') return null;
  return { connectionId: place.connectionId, bucket: place.bucket, key: place.prefix, ...(versionId ? { versionId } : {}) };
}

const oneOf = <T extends string>(list: readonly T[], text: string | null): T => list.find((one) => one === text) ?? list[0]!;

export function storageFromSearch(search: string): StorageState {
  const params = new URLSearchParams(search);
  const right = paneOf(params, 'right');
  return {
    mode: oneOf(storageModes, params.get('mode')),
    left: paneOf(params, 'left'),
    right,
    side: right.places.length > 0 && params.get('side') === 'right' ? 'right' : 'left',
    open: openOf(params),
    tab: oneOf(objectTabs, params.get('tab')),
    bucket: readPlace(params.get('bucket') ?? ''),
    bucketTab: oneOf(bucketTabs, params.get('btab')),
    query: (params.get('q') ?? '').slice(0, 500),
  };
}

type Params = Record<string, string | string[] | null>;

function paneParams({ places, on, text, sort }: PaneState, side: Side): Params {
  const name = names[side];
  const plain = sort.column === 'name' && !sort.descending;
  return {
    [name.places]: places.map(writePlace),
    [name.on]: on === 0 ? null : String(on),
    [name.text]: text || null,
    [name.sort]: plain ? null : `${sort.descending ? '-' : ''}${sort.column}`,
  };
}

export function storageToParams(change: Partial<StorageState>): Params {
  const { mode, left, right, side, open, tab, bucket, bucketTab, query } = change;
  return {
    ...(mode && { mode: mode === 'browse' ? null : mode }),
    ...(left && paneParams(left, 'left')),
    ...(right && paneParams(right, 'right')),
    ...(side && { side: side === 'left' ? null : side }),
    ...(open !== undefined && { open: open && writePlace({ ...open, prefix: open.key }), version: open?.versionId ?? null }),
    ...(tab && { tab: tab === 'overview' ? null : tab }),
    ...(bucket !== undefined && { bucket: bucket && writePlace(bucket) }),
    ...(bucketTab && { btab: bucketTab === 'facts' ? null : bucketTab }),
    ...(query !== undefined && { q: query || null }),
  };
}

export function placeOf({ places, on }: PaneState): Place | null {
  return places[on] ?? null;
}

/** The pane with another folder in the tab in front; without tabs it becomes the first. */
export function wentTo(pane: PaneState, place: Place): PaneState {
  const places = pane.places.length === 0 ? [place] : pane.places.map((one, index) => (index === pane.on ? place : one));
  return { ...pane, places, text: '' };
}
