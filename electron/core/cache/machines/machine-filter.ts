import type { MachineQuery } from '#shared/model/machine.ts';
import { type Coded, isCoded, type MachineIndex } from './machine-index.ts';

type Where = MachineQuery['where'][number];

/** Looks up a column or `tag:Key` with few distinct values. */
export type CodedLookup = (column: string) => Coded;

/** Columns and tags in coded form; tags are encoded on first use and kept while the index does not change. */
export function codedLookup(index: MachineIndex): CodedLookup {
  let version = index.version;
  const tags = new Map<string, Coded>();
  return (column) => {
    if (isCoded(column)) return index.coded[column];
    if (version !== index.version) tags.clear();
    version = index.version;
    const known = tags.get(column) ?? index.codedTag(column.slice('tag:'.length));
    tags.set(column, known);
    return known;
  };
}

/** One flag per slot: live, and every word occurs in id, name, addresses, account, region, type or a tag (`key=value`). */
export function matchText(index: MachineIndex, text: string): Uint8Array {
  const mask = index.live.slice(0, index.slots);
  for (const word of text.toLowerCase().split(/\s+/)) if (word !== '') keepWord(index, mask, word);
  return mask;
}

function keepWord(index: MachineIndex, mask: Uint8Array, word: string): void {
  const { account, accountName, region, type } = index.coded;
  const coded = [account, accountName, region, type].flatMap(({ dictionary, codes }) => {
    const flags = dictionary.containing(word);
    return flags ? [{ flags, codes }] : [];
  });
  const pairs = index.tags.pairs.containing(word);
  for (let slot = 0; slot < mask.length; slot++) {
    if (mask[slot] === 0 || index.searchText[slot]!.includes(word)) continue;
    if (coded.some(({ flags, codes }) => flags[codes[slot]!] === 1)) continue;
    if (pairs && hasPair(index.tagsOf[slot]!, pairs)) continue;
    mask[slot] = 0;
  }
}

function hasPair(tags: Uint32Array, wanted: Uint8Array): boolean {
  for (let at = 0; at < tags.length; at++) if (wanted[tags[at]!] === 1) return true;
  return false;
}

/** Clears the flags of slots that fail a filter. */
export function applyWhere(lookup: CodedLookup, mask: Uint8Array, where: readonly Where[]): void {
  for (const { column, values } of where) {
    const { dictionary, codes } = lookup(column);
    const wanted = dictionary.flagsOf(values);
    for (let slot = 0; slot < mask.length; slot++) mask[slot]! &= wanted[codes[slot]!]!;
  }
}

/** Counts per value of `column` over the slots flagged in `mask`; values without machines are left out. */
export function countValues(coded: Coded, mask: Uint8Array): Record<string, number> {
  const counts = new Uint32Array(coded.dictionary.size);
  for (let slot = 0; slot < mask.length; slot++) if (mask[slot] === 1) counts[coded.codes[slot]!]!++;
  const entries = coded.dictionary.values.map((value, code): [string, number] => [value, counts[code]!]);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}
