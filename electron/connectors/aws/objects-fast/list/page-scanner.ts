import { prematureEnd } from '../wire/exchange.ts';
import { PageColumns } from './page-columns.ts';
import { timestampAt } from './timestamp.ts';
import { TextCopier } from './xml-text.ts';

const less = 0x3c;
const more = 0x3e;
const slash = 0x2f;

/** Elements by the first letter and length of their names: no two of a listing share both. */
const tag = (name: string) => name.charCodeAt(0) * 64 + name.length;
const contents = tag('Contents');
const commonPrefixes = tag('CommonPrefixes');
const truncated = tag('IsTruncated');
const nextToken = tag('NextContinuationToken');
const key = tag('Key');
const lastModified = tag('LastModified');
const etag = tag('ETag');
const size = tag('Size');
const storageClass = tag('StorageClass');
const prefix = tag('Prefix');

/**
 * Reads the answers of ListObjectsV2 byte by byte: no object and no text for a row. One scanner is used for one page after
 * the other; its columns are those of the last.
 */
export class PageScanner {
  readonly columns = new PageColumns();
  prefixes: string[] = [];
  /** Names the next page; null: this was the last. */
  token: string | null = null;
  private readonly text = new TextCopier();
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  /** Of the tag just read. */
  private tag = 0;
  private closing = false;
  private empty = false;
  private url = false;
  private classFrom = 0;
  private classLength = 0;
  private classPlace = -1;

  /** Throws when it is not a whole listing. */
  scan(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
    // It is asked for always; stores say whether they did it before their keys or behind them, or know nothing of it.
    this.url = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('<EncodingType>url');
    this.classPlace = -1;
    this.prefixes = [];
    this.token = null;
    this.columns.clear(bytes.length);
    let goesOn = false;
    if (!this.root()) throw prematureEnd();
    while (this.open()) {
      if (this.tag === contents) this.row();
      else if (this.tag === commonPrefixes) this.prefixRows();
      else if (this.tag === truncated) goesOn = this.value(false) === 'true';
      else if (this.tag === nextToken) this.token = this.value(false);
      else this.skip();
    }
    if (!goesOn) this.token = null;
    else if (!this.token) throw prematureEnd();
  }

  /** Goes into the root element: past declaration and comments. */
  private root(): boolean {
    while (this.next()) if (this.tag === tag('ListBucketResult') && !this.closing) return !this.empty;
    return false;
  }

  /** The next tag that opens at this level; false at the end tag of the element around it. */
  private open(): boolean {
    if (!this.next()) throw prematureEnd();
    return !this.closing;
  }

  /** Reads one tag. */
  private next(): boolean {
    const { bytes } = this;
    let { at } = this;
    const end = bytes.length;
    while (at < end && bytes[at] !== less) at += 1;
    at += 1;
    this.closing = bytes[at] === slash;
    if (this.closing) at += 1;
    const from = at;
    while (at < end && bytes[at] !== more && bytes[at]! > 0x20 && bytes[at] !== slash) at += 1;
    this.tag = bytes[from]! * 64 + at - from;
    while (at < end && bytes[at] !== more) at += 1;
    if (at >= end) return false;
    this.empty = bytes[at - 1] === slash;
    this.at = at + 1;
    return true;
  }

  /** Goes behind the end tag of the element just opened, whatever is in it. */
  private skip(): void {
    let depth = this.empty ? 0 : 1;
    while (depth > 0) {
      if (!this.next()) throw prematureEnd();
      if (this.closing) depth -= 1;
      else if (!this.empty) depth += 1;
    }
  }

  private value(url: boolean): string {
    if (this.empty) return '';
    const { text } = this;
    text.length = 0;
    text.reserve(this.bytes.length - this.at);
    text.copy(this.bytes, this.at, url);
    this.at = text.at;
    this.skip();
    return Buffer.from(text.bytes.buffer, 0, text.length).toString('utf8');
  }

  private prefixRows(): void {
    if (this.empty) return;
    while (this.open()) {
      if (this.tag === prefix) this.prefixes.push(this.value(this.url));
      else this.skip();
    }
  }

  private row(): void {
    if (this.empty) return;
    const { columns } = this;
    let bytes = 0;
    let changed = 0;
    let place = -1;
    while (this.open()) {
      if (this.empty) continue;
      if (this.tag === key) {
        columns.keys.copy(this.bytes, this.at, this.url);
        this.at = columns.keys.at;
        this.skip();
      } else if (this.tag === size) bytes = this.number();
      else if (this.tag === lastModified) changed = this.time();
      else if (this.tag === etag) this.etag();
      else if (this.tag === storageClass) place = this.classAt();
      else this.skip();
    }
    columns.add(bytes, changed, place < 0 ? columns.classPlace('STANDARD') : place);
  }

  private number(): number {
    let value = 0;
    let byte = this.bytes[this.at]!;
    while (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + byte - 0x30;
      byte = this.bytes[(this.at += 1)]!;
    }
    this.skip();
    return value;
  }

  private textEnd(): number {
    let end = this.at;
    while (end < this.bytes.length && this.bytes[end] !== less) end += 1;
    return end;
  }

  private time(): number {
    const end = this.textEnd();
    const ms = timestampAt(this.bytes, this.at, end);
    this.at = end;
    this.skip();
    return ms;
  }

  /** Without the quotes, which are mostly written as entities. */
  private etag(): void {
    const { etags } = this.columns;
    const from = etags.length;
    const opened = this.quoteAt(this.at);
    etags.copy(this.bytes, this.at + opened, false);
    this.at = etags.at;
    if (opened > 0 && etags.length > from && etags.bytes[etags.length - 1] === 0x22) etags.length -= 1;
    this.skip();
  }

  /** Length of a quote at a place; 0: there is none. */
  private quoteAt(at: number): number {
    const { bytes } = this;
    if (bytes[at] === 0x22) return 1;
    return bytes[at] === 0x26 && bytes[at + 1] === 0x71 && bytes[at + 2] === 0x75 && bytes[at + 5] === 0x3b ? 6 : 0;
  }

  /** The class of a row is mostly that of the row before. */
  private classAt(): number {
    const { bytes, at, classFrom, classLength } = this;
    const end = this.textEnd();
    let same = this.classPlace >= 0 && end - at === classLength;
    for (let i = 0; same && i < classLength; i += 1) same = bytes[at + i] === bytes[classFrom + i];
    this.at = end;
    this.skip();
    if (same) return this.classPlace;
    this.classFrom = at;
    this.classLength = end - at;
    return (this.classPlace = this.columns.classPlace(Buffer.from(bytes.subarray(at, end)).toString('utf8')));
  }
}
