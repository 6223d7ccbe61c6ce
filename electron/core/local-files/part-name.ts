import { randomUUID } from 'node:crypto';

/** Ends the name of a file that is being written; such files are hidden from listings. */
const partSuffix = '.aetherium-part';
const logSuffix = '.aetherium-parts';
const most = 255;
const partForm = /^[^/\\\0]*\.[0-9a-f]{16}\.aetherium-part$/;

/** Whether a file holds, or describes, an upload that has not ended. */
export function isUnfinished(name: string): boolean {
  return name.endsWith(partSuffix) || name.endsWith(logSuffix);
}

/** A fresh name beside the final one. Long names are cut, so that it fits too. */
export function newPartName(name: string): string {
  // Its randomness is fetched in advance: for thousands of small files that counts.
  const tail = `.${randomUUID().replaceAll('-', '').slice(-16)}`;
  const room = most - tail.length - logSuffix.length;
  let stem = name;
  while (Buffer.byteLength(stem) > room) stem = stem.slice(0, -1);
  return `${stem.toWellFormed()}${tail}${partSuffix}`;
}

/** Whether a text can be the name of a part file: what a table of uploads says is not trusted to be one. */
export function isPartName(text: string): boolean {
  return partForm.test(text) && Buffer.byteLength(text) <= most;
}

/** The final name that a part file is for; a long one is cut. */
export function finalStem(partName: string): string {
  return partName.slice(0, -(partSuffix.length + '.0123456789abcdef'.length));
}

/** File that says which parts are in a part file. */
export function partLogName(partName: string): string {
  return `${partName}s`;
}
