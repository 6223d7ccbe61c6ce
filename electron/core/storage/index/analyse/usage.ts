import type { FolderSum, UsageSummary } from '#shared/model/storage-insight.ts';
import type { Codes } from '../blocks/block-builder.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import { childrenOf } from '../browse/children.ts';

interface Sum {
  bytes: number;
  objects: number;
}

const dayMs = 86_400_000;
const daySeconds = 86_400;
/** Upper bounds of age in days. */
const ages = [7, 30, 90, 180, 365, 730, null] as const;
const mostExtensions = 20;
const mostFolders = 100;

/** Sums by a small number. */
function table(size: number) {
  return { bytes: new Float64Array(size), objects: new Float64Array(size) };
}

function toList<T>(sums: ReturnType<typeof table>, name: (code: number) => T): (T & Sum)[] {
  return Array.from(sums.objects, (objects, code) => ({ ...name(code), bytes: sums.bytes[code]!, objects })).filter(
    ({ objects }) => objects > 0,
  );
}

const byBytes = (a: Sum, b: Sum) => b.bytes - a.bytes || b.objects - a.objects;

/** Numbers of months from 1970 by day, until 2107. */
const monthOfDay = new Uint16Array(50_000);
for (let month = 0; month < 137 * 12; month += 1) {
  monthOfDay.fill(month, Date.UTC(1970, month, 1) / dayMs, Date.UTC(1970, month + 1, 1) / dayMs);
}

function monthName(month: number): string {
  return `${1970 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** First second that is younger than each bound, oldest bound last. */
function ageEdges(now: number): number[] {
  return ages.map((days) => (days === null ? 0 : Math.ceil((now - days * dayMs) / 1000)));
}

function count(rows: SortedRows, { from, to, now }: { from: number; to: number; now: number }) {
  const sums = { class: table(256), extension: table(4097), month: table(137 * 12), age: table(ages.length) };
  const edges = ageEdges(now);
  for (const stretch of rows.stretches(from, to)) {
    const { size, seconds, extension, classOf } = rows.reader.columns(stretch.head);
    for (let row = stretch.from; row < stretch.to; row += 1) {
      const bytes = size[row]!;
      const time = seconds[row]!;
      let age = 0;
      while (time < edges[age]!) age += 1;
      add(sums.age, age, bytes);
      add(sums.class, classOf[row]!, bytes);
      add(sums.extension, extension[row]!, bytes);
      add(sums.month, monthOfDay[Math.floor(time / daySeconds)]!, bytes);
    }
  }
  return sums;
}

function add({ bytes, objects }: ReturnType<typeof table>, code: number, size: number): void {
  bytes[code]! += size;
  objects[code]! += 1;
}

function rest(sums: readonly Sum[]): Sum {
  return { bytes: sums.reduce((all, { bytes }) => all + bytes, 0), objects: sums.reduce((all, { objects }) => all + objects, 0) };
}

/** Those with most bytes; `''` stands for the others and for names without an extension. */
function byExtension(sums: ReturnType<typeof table>, { extensions }: Codes): UsageSummary['byExtension'] {
  const list = toList(sums, (code) => ({ extension: extensions.text(code) ?? '' })).sort(byBytes);
  const named = list.filter(({ extension }) => extension !== '').slice(0, mostExtensions);
  const others = list.filter((entry) => !named.includes(entry));
  return others.length > 0 ? [...named, { extension: '', ...rest(others) }] : named;
}

function folders(rows: SortedRows, prefix: string): FolderSum[] {
  const sums = childrenOf(rows, prefix).folders.map((child) => ({ prefix: child.prefix, ...rows.sums(child.from, child.to) }));
  const sorted = sums.sort(byBytes);
  const others = sorted.slice(mostFolders);
  if (others.length === 0) return sorted;
  const modified = others.reduce((newest, folder) => Math.max(newest, folder.modified), 0);
  return [...sorted.slice(0, mostFolders), { prefix: '', ...rest(others), modified }];
}

/** What the names of a folder say, by class, age, extension, month and folder. */
export function usageOf(
  rows: SortedRows,
  { prefix, now, codes }: { prefix: string; now: number; codes: Codes },
): Omit<UsageSummary, 'growth' | 'asOf' | 'complete'> {
  const { from, to } = rows.range(prefix);
  const sums = count(rows, { from, to, now });
  const { bytes, objects } = rows.sums(from, to);
  return {
    bytes,
    objects,
    byClass: toList(sums.class, (code) => ({ storageClass: rows.className(code) })).sort(byBytes),
    byAge: ages.map((maxDays, i) => ({ maxDays, bytes: sums.age.bytes[i]!, objects: sums.age.objects[i]! })),
    byExtension: byExtension(sums.extension, codes),
    folders: folders(rows, prefix),
    byMonth: toList(sums.month, (month) => ({ month: monthName(month) })),
  };
}
