import { prematureEnd, type Sink, type WireHead } from './exchange.ts';

type State = 'head' | 'sized' | 'chunk_size' | 'chunk' | 'chunk_end' | 'trailer' | 'until_close' | 'done';

function readHead(text: string): WireHead {
  const [first = '', ...lines] = text.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]);
  if (!status) throw prematureEnd();
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status, headers };
}

/** Reads one HTTP/1.1 answer from the bytes of a socket, however they are cut, and hands its body on without a copy. */
export class AnswerReader {
  keepAlive = true;
  /** Whether a byte has come. */
  begun = false;
  private state: State = 'head';
  private text = '';
  private left = 0;
  /** Bytes of the body so far. */
  private taken = 0;
  private readonly sink: Sink;
  private readonly bodiless: boolean;

  /** `bodiless`: the answer to HEAD, which states the length of a body that does not come. */
  constructor(sink: Sink, bodiless: boolean) {
    this.sink = sink;
    this.bodiless = bodiless;
  }

  /** The part of `into` that the next bytes belong in; null: they are none of a body of known length, or do not fit. */
  placeIn(into: Uint8Array): Uint8Array | null {
    if (this.state !== 'sized') return null;
    const place = into.subarray(this.taken, this.taken + this.left);
    return place.length > 0 ? place : null;
  }

  get done(): boolean {
    return this.state === 'done';
  }

  /** A promise where the receiver wants the bytes for longer: nothing may be fed before it has settled. */
  feed(bytes: Uint8Array): void | Promise<void> {
    this.begun = true;
    let at = 0;
    while (at < bytes.length) {
      if (this.state === 'done') {
        this.keepAlive = false; // bytes nobody asked for
        return;
      }
      if (this.state === 'sized' || this.state === 'chunk' || this.state === 'until_close') {
        const take = this.state === 'until_close' ? bytes.length - at : Math.min(this.left, bytes.length - at);
        const piece = bytes.subarray(at, at + take);
        at += take;
        const rest = bytes.subarray(at);
        this.left -= take;
        this.taken += take;
        if (this.left === 0) this.state = this.state === 'sized' ? 'done' : this.state === 'chunk' ? 'chunk_end' : this.state;
        const wait = this.sink.data(piece);
        if (wait) return rest.length > 0 ? wait.then(() => this.feed(rest)) : wait;
      } else at = this.line(bytes, at);
    }
  }

  /** The socket has ended: true when the answer is whole. */
  end(): boolean {
    if (this.state === 'until_close') this.state = 'done';
    return this.done;
  }

  /** Reads up to the end of a line (of the head: of all its lines); the place behind it. */
  private line(bytes: Uint8Array, from: number): number {
    const ending = this.state === 'head' ? '\r\n\r\n' : '\r\n';
    const before = this.text.length;
    const window = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(bytes.length - from, 65_536));
    // Only what belongs to the line: texts of the whole window, one for each chunk, were most of a listing's garbage.
    const found = window.indexOf(ending);
    this.text += window.toString('latin1', 0, found < 0 ? window.length : found + ending.length);
    const end = this.text.indexOf(ending);
    if (end < 0) {
      if (this.text.length > 262_144) throw prematureEnd();
      return from + window.length;
    }
    const line = this.text.slice(0, end);
    this.text = '';
    this.next(line);
    return from + end + ending.length - before;
  }

  private next(line: string): void {
    if (this.state === 'head') this.begin(readHead(line));
    else if (this.state === 'chunk_end') this.state = 'chunk_size';
    else if (this.state === 'trailer') this.state = line === '' ? 'done' : 'trailer';
    else {
      this.left = /^[0-9a-f]+/i.test(line) ? Number.parseInt(line, 16) : Number.NaN;
      if (Number.isNaN(this.left)) throw prematureEnd();
      this.state = this.left === 0 ? 'trailer' : 'chunk';
    }
  }

  private begin(head: WireHead): void {
    if (head.status < 200) return; // 100 Continue: the answer itself follows
    this.keepAlive = !/close/i.test(head.headers['connection'] ?? '');
    const length = head.headers['content-length'];
    this.left = Number(length ?? 0);
    if (this.bodiless || head.status === 204 || head.status === 304) this.state = 'done';
    else if (/chunked/i.test(head.headers['transfer-encoding'] ?? '')) this.state = 'chunk_size';
    else if (length === undefined) this.state = 'until_close';
    else this.state = this.left === 0 ? 'done' : 'sized';
    if (this.state === 'until_close') this.keepAlive = false;
    this.sink.head(head);
  }
}
