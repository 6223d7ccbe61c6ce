import type { NumberColumn, TextColumn } from '../sdk.ts';
import { countByte } from './bytes.ts';
import { TextDictionary } from './text-dictionary.ts';

/** Rows of one page: big enough to spread the cost of a page, small enough that three in flight stay under 100 MB. */
export const pageRows = 65_536;

/** A dictionary larger than this is emptied after the page: the column is (nearly) unique, remembering it does not pay. */
const keptEntries = 65_536;
const keptBytes = 4 * 1024 * 1024;
/** How the texts of a column are brought into the form that is kept. */
export interface TextRule {
  /** Whether a text, seen as bytes, is in that form already. */
  keep(bytes: Uint8Array): boolean;
  /** The form that is kept, with notes; null when the text cannot be read. Its own results it returns unchanged. */
  convert(text: string): { text: string; notes: number } | null;
}

/** Notes on a text, as bits. */
export const noteNoZone = 1;
export const noteNotAnObject = 2;

/** Code of a text that cannot be read: the row is bad. */
export const unreadable = -2;
/** Code of a text that has not occurred in this page. */
const unassigned = -1;

/** Values of `target` that are no text number. */
const noValueTarget = -1;
const unreadableTarget = -2;

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const quote = 34;

/**
 * A text column of the page being read. Distinct texts are remembered from page to page (they repeat), their codes
 * belong to one page only.
 */
export class TextCells {
  codes = new Uint32Array(pageRows);
  readonly dictionary = new TextDictionary();
  /** Distinct texts known. */
  count = 0;
  /** By text: its notes, and above them (`>> 8`) the line breaks inside it. Nearly always 0. */
  extras = new Uint32Array(256);
  /** By text: 1 when it may stand without quotes. */
  bare = new Uint8Array(256);
  private readonly rule: TextRule | null;
  /** By text: its code in this page, `unassigned` or `unreadable`. */
  private pageCode = new Int32Array(256);
  private escaped = new Uint8Array(256);
  /** By text: the text that it stands for; itself unless a rule changed it. */
  private target = new Int32Array(256);
  /** `owners[code - 1]` is the text of a code. */
  private owners = new Uint32Array(256);
  private codeCount = 0;

  constructor(rule: TextRule | null) {
    this.rule = rule;
  }

  /**
   * Number of the text that lies between `start` and `end`.
   *
   * @param escaped whether it holds doubled quotes
   */
  find(source: DataView, start: number, end: number, escaped: boolean): number {
    const entry = this.dictionary.find(source, start, end);
    if (entry === this.count) this.learn(entry, escaped);
    return entry;
  }

  /** Number of a text that is not in the buffer in this form. */
  findText(text: string): number {
    const doubled = text.replaceAll('"', '""');
    const bytes = encoder.encode(doubled);
    const padded = new Uint8Array(bytes.length + 8);
    padded.set(bytes);
    return this.find(new DataView(padded.buffer), 0, bytes.length, doubled !== text);
  }

  /** Code of a text in this page; 0 for no value, or `unreadable`. */
  code(entry: number): number {
    const code = this.pageCode[entry]!;
    return code === unassigned ? this.assign(entry) : code;
  }

  private assign(entry: number): number {
    const target = this.target[entry]!;
    const code = target < 0 ? (target === noValueTarget ? 0 : unreadable) : target === entry ? this.own(entry) : this.code(target);
    this.pageCode[entry] = code;
    return code;
  }

  private own(entry: number): number {
    this.owners[this.codeCount++] = entry;
    return this.codeCount;
  }

  private learn(entry: number, escaped: boolean): void {
    this.count++;
    if (entry >= this.pageCode.length) this.grow(this.dictionary.capacity);
    const bytes = this.dictionary.text(entry);
    this.extras[entry] = countByte(bytes, 10) << 8;
    this.bare[entry] = bytes.includes(44) || bytes.includes(10) || bytes.includes(13) || bytes.includes(quote) ? 0 : 1;
    this.escaped[entry] = escaped ? 1 : 0;
    this.pageCode[entry] = unassigned;
    if (isNoValue(bytes)) this.target[entry] = noValueTarget;
    else this.target[entry] = this.rule === null || this.rule.keep(bytes) ? entry : this.converted(entry, this.rule);
  }

  private converted(entry: number, rule: TextRule): number {
    const text = decoder.decode(this.plainBytes(entry));
    const result = rule.convert(text);
    if (result === null) return unreadableTarget;
    this.extras[entry]! |= result.notes;
    return result.text === text ? entry : this.findText(result.text);
  }

  private grow(length: number): void {
    this.pageCode = grown(this.pageCode, new Int32Array(length));
    this.owners = grown(this.owners, new Uint32Array(length));
    this.extras = grown(this.extras, new Uint32Array(length));
    this.target = grown(this.target, new Int32Array(length));
    this.escaped = grown(this.escaped, new Uint8Array(length));
    this.bare = grown(this.bare, new Uint8Array(length));
  }

  /**
   * The finished column of `rows` rows; this object starts the next page.
   *
   * @param hadBadRows whether texts of rows that were not kept may have got codes
   */
  take(rows: number, hadBadRows: boolean): TextColumn {
    if (hadBadRows) this.dropUnusedCodes(rows);
    const column: TextColumn = { kind: 'text', codes: shortened(this.codes, rows), ...this.texts() };
    this.codes = new Uint32Array(pageRows);
    this.pageCode.fill(unassigned, 0, this.count);
    this.codeCount = 0;
    if (this.dictionary.count > keptEntries || this.dictionary.size > keptBytes) {
      this.dictionary.clear();
      this.count = 0;
    }
    return column;
  }

  private dropUnusedCodes(rows: number): void {
    const used = new Uint8Array(this.codeCount + 1);
    for (let row = 0; row < rows; row++) used[this.codes[row]!] = 1;
    const renumbered = new Uint32Array(this.codeCount + 1);
    const owners = this.owners.slice(0, this.codeCount);
    this.codeCount = 0;
    for (let code = 1; code <= owners.length; code++) if (used[code] === 1) renumbered[code] = this.own(owners[code - 1]!);
    for (let row = 0; row < rows; row++) this.codes[row] = renumbered[this.codes[row]!]!;
  }

  private texts(): Pick<TextColumn, 'bytes' | 'offsets'> {
    const { dictionary, owners, escaped } = this;
    const offsets = new Uint32Array(this.codeCount + 1);
    const bytes = new Uint8Array(this.ownedBytes());
    let at = 0;
    for (let code = 0; code < this.codeCount; code++) {
      const entry = owners[code]!;
      dictionary.copy(entry, bytes, at);
      const length = dictionary.lengthOf(entry);
      at += escaped[entry] === 1 ? undoubled(bytes, at, at + length) : length;
      offsets[code + 1] = at;
    }
    return { bytes: at === bytes.length ? bytes : bytes.slice(0, at), offsets };
  }

  private ownedBytes(): number {
    let size = 0;
    for (let code = 0; code < this.codeCount; code++) size += this.dictionary.lengthOf(this.owners[code]!);
    return size;
  }

  private plainBytes(entry: number): Uint8Array {
    const bytes = this.dictionary.text(entry).slice();
    return this.escaped[entry] === 1 ? bytes.subarray(0, undoubled(bytes, 0, bytes.length)) : bytes;
  }
}

/** A number column of the page being read. */
export class NumberCells {
  values = new Float64Array(pageRows);

  take(rows: number): NumberColumn {
    const column: NumberColumn = { kind: 'number', values: shortened(this.values, rows) };
    this.values = new Float64Array(pageRows);
    return column;
  }
}

function isNoValue(bytes: Uint8Array): boolean {
  return bytes.length === 0 || (bytes.length === 4 && bytes[0] === 78 && bytes[1] === 85 && bytes[2] === 76 && bytes[3] === 76);
}

/** Makes doubled quotes single, in place; returns the length that is left. */
function undoubled(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!;
    bytes[to++] = byte;
    if (byte === quote) from++;
  }
  return to - start;
}

function shortened<T extends Uint32Array | Float64Array>(array: T, length: number): T {
  return (array.length === length ? array : array.slice(0, length)) as T;
}

function grown<T extends Uint32Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
