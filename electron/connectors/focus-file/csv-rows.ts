import type { CostBatch } from '../sdk.ts';
import { CellScanner, textAfterQuote } from './cell-scanner.ts';
import type { PlannedColumn } from './column-plan.ts';
import { NumberCells, pageRows, TextCells, unreadable } from './columns-in-progress.ts';
import { CsvRejects, type RowSpan } from './csv-rejects.ts';
import type { Findings } from './findings.ts';
import { Guesses } from './guesses.ts';
import { NoteCounts } from './note-counts.ts';
import { decimalOf, readNumber } from './number-text.ts';
import { sameBytes } from './text-dictionary.ts';

const comma = 44;
const newline = 10;
const carriageReturn = 13;
const quote = 34;

/** A column with more distinct values than this leads: the values behind it are likely to go with it. */
const leadingTexts = 256;

/** Outcomes of reading a row, beside a position. */
const incomplete = -1;

const decoder = new TextDecoder();

/**
 * Reads CSV rows straight from bytes into the columns of a page: one pass, no object or string per cell. This is the
 * hot path of an import; what is rare (bad rows, odd numbers) leaves it early.
 */
export class CsvRows {
  /** Complete rows of the page. */
  rows = 0;
  /** Physical line (from 1) of the next row. */
  line: number;
  /** Position of the quote that was open when the last `read` ended; -1 when none was. */
  openQuoteAt = -1;
  /** Physical line of each row of the page. */
  readonly lines = new Uint32Array(pageRows);
  /** By column; null where the column is of the other kind. */
  readonly texts: (TextCells | null)[];
  readonly numbers: (NumberCells | null)[];
  private readonly columns: readonly PlannedColumn[];
  private readonly findings: Findings;
  private readonly scanner = new CellScanner();
  private readonly essential: { billed: NumberCells; currency: TextCells; start: TextCells };
  /**
   * By column, four numbers of the cell in the row before: start, length (-1: unknown), code, extras. Cost exports
   * repeat most values from row to row.
   */
  private readonly before: Int32Array;
  private readonly guesses: Guesses;
  /** The row's value so far in the column of most distinct values, and how many that column has. */
  private context = 0;
  private contextTexts = 0;
  /** The row's first number: billed, contracted and list cost are mostly the same digits. */
  private numberStart = 0;
  private numberLength = 0;
  private numberValue = 0;
  private rowNotes = 0;
  private rowBreaks = 0;
  private readonly notes = new NoteCounts();
  private readonly rejects: CsvRejects;

  constructor(columns: readonly PlannedColumn[], line: number, findings: Findings) {
    this.columns = columns;
    this.line = line;
    this.findings = findings;
    this.texts = columns.map((column) => (column.kind === 'text' ? new TextCells(column.rule) : null));
    this.numbers = columns.map((column) => (column.kind === 'number' ? new NumberCells() : null));
    const at = (name: string) => columns.findIndex((column) => column.name === name);
    this.essential = {
      billed: this.numbers[at('BilledCost')]!,
      currency: this.texts[at('BillingCurrency')]!,
      start: this.texts[at('ChargePeriodStart')]!,
    };
    this.guesses = new Guesses(columns.length);
    this.before = new Int32Array(columns.length * 4);
    this.rejects = new CsvRejects(columns, findings);
  }

  /**
   * Reads rows from `from` to `end` (behind a newline) until the page is full or no complete row is left.
   *
   * @returns the position behind the last row read
   */
  read(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const behind = bytes[end]!;
    bytes[end] = quote;
    // Positions and codes of the previous call are void: the buffer may have moved and the page been taken.
    this.before.fill(-1);
    this.openQuoteAt = -1;
    let at = from;
    while (at < end && this.rows < pageRows) {
      const next = this.row(bytes, view, at, end);
      if (next === incomplete) break;
      at = next;
    }
    bytes[end] = behind;
    return at;
  }

  /** The finished page; the next `read` starts a new one. */
  take(): CostBatch {
    const { rows } = this;
    const taken = this.columns.map(
      (column, index) => [column.name, this.texts[index]?.take(rows, this.rejects.any) ?? this.numbers[index]!.take(rows)] as const,
    );
    this.rejects.any = false;
    this.notes.report(this.findings);
    this.guesses.nextPage();
    this.rows = 0;
    return { rows, columns: Object.fromEntries(taken) };
  }

  private row(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    if (bytes[from] === newline) return this.blank(from + 1);
    if (bytes[from] === carriageReturn && bytes[from + 1] === newline) return this.blank(from + 2);
    this.context = 0;
    this.contextTexts = leadingTexts;
    this.numberLength = 0;
    this.rowNotes = 0;
    this.rowBreaks = 0;
    this.rejects.column = -1;
    const last = this.columns.length - 1;
    let p = from;
    // `cell` is called in one place only: V8 inlines it with what it calls, up to a limit that two would exceed.
    for (let column = 0; ; column++) {
      p = this.cell(bytes, view, p, end, column);
      if (p < 0) return this.broken(p, bytes, from);
      if ((bytes[p] === comma) === (column === last)) return this.wrongWidth(bytes, view, from, end);
      if (column === last) break;
      p++;
    }
    p += bytes[p] === carriageReturn ? 2 : 1;
    return this.finish(bytes, from, p);
  }

  /** Reads one cell into row `this.rows`; returns the position of its terminator or a scanner's negative result. */
  private cell(bytes: Uint8Array, view: DataView, at: number, end: number, column: number): number {
    const text = this.texts[column]!;
    if (text === null) return this.numberCell(bytes, view, at, end, column);
    const { before } = this;
    const memo = column << 2;
    const length = before[memo + 1]!;
    const stop = at + length;
    if (length >= 0 && stop < end && sameBytes(view, at, view, before[memo]!, length)) {
      if (bytes[stop] === comma || bytes[stop] === newline) {
        text.codes[this.rows] = before[memo + 2]!;
        if (before[memo + 3] !== 0) this.addExtras(before[memo + 3]!);
        return stop;
      }
    }
    return this.changedText(bytes, view, at, end, column);
  }

  /** A cell that differs from the row before. */
  private changedText(bytes: Uint8Array, view: DataView, at: number, end: number, column: number): number {
    const text = this.texts[column]!;
    const { guesses } = this;
    const slot = guesses.slot(this.context, column);
    const guessed = guesses.match(slot, text, bytes, view, at, end);
    if (guessed < 0) return this.otherText(bytes, view, at, end, column);
    return this.accept(at, guessed, column, guesses.entry(slot), guesses.code(slot));
  }

  /** A cell that is not what was guessed. */
  private otherText(bytes: Uint8Array, view: DataView, at: number, end: number, column: number): number {
    const text = this.texts[column]!;
    const { scanner } = this;
    const stop = scanner.scan(bytes, view, at, end);
    if (stop < 0) {
      this.openQuoteAt = at;
      return stop;
    }
    const entry = scanner.literalQuote ? text.findText(this.cellText(bytes)) : text.find(view, scanner.start, scanner.end, scanner.escaped);
    const code = text.code(entry);
    if (code === unreadable) {
      this.rejects.unreadable(column, bytes, at, stop);
      return stop;
    }
    this.guesses.store(this.guesses.slot(this.context, column), text, entry);
    return this.accept(at, stop, column, entry, code);
  }

  private accept(at: number, stop: number, column: number, entry: number, code: number): number {
    const text = this.texts[column]!;
    const { before } = this;
    const memo = column << 2;
    const extras = text.extras[entry]!;
    if (text.count > this.contextTexts) {
      this.contextTexts = text.count;
      this.context = entry;
    }
    text.codes[this.rows] = code;
    before[memo] = at;
    before[memo + 1] = stop - at;
    before[memo + 2] = code;
    before[memo + 3] = extras;
    if (extras !== 0) this.addExtras(extras);
    return stop;
  }

  private addExtras(extras: number): void {
    this.rowNotes |= extras & 0xff;
    this.rowBreaks += extras >>> 8;
  }

  private numberCell(bytes: Uint8Array, view: DataView, at: number, end: number, column: number): number {
    const { values } = this.numbers[column]!;
    const same = at + this.numberLength;
    if (this.numberLength > 0 && bytes[same] === comma && sameBytes(view, at, view, this.numberStart, this.numberLength)) {
      values[this.rows] = this.numberValue;
      return same;
    }
    const stop = readNumber(bytes, view, at, values, this.rows);
    if (this.numberLength === 0 && stop >= 0) {
      this.numberStart = at;
      this.numberLength = stop - at;
      this.numberValue = values[this.rows]!;
    }
    return stop >= 0 ? stop : this.oddNumber(bytes, view, at, end, column);
  }

  private oddNumber(bytes: Uint8Array, view: DataView, at: number, end: number, column: number): number {
    const stop = this.scanner.scan(bytes, view, at, end);
    if (stop < 0) {
      this.openQuoteAt = at;
      return stop;
    }
    const value = decimalOf(this.cellText(bytes));
    if (value === undefined) this.rejects.unreadable(column, bytes, at, stop);
    else this.numbers[column]!.values[this.rows] = value;
    return stop;
  }

  private cellText(bytes: Uint8Array): string {
    const text = decoder.decode(bytes.subarray(this.scanner.start, this.scanner.end));
    return this.scanner.escaped ? text.replaceAll('""', '"') : text;
  }

  private finish(bytes: Uint8Array, from: number, next: number): number {
    const row = this.rows;
    const { billed, currency, start } = this.essential;
    if (this.rejects.column >= 0) return this.refuse(bytes, from, next, (span) => this.rejects.badValue(span));
    if (Number.isNaN(billed.values[row])) return this.missing(bytes, from, next, 'BilledCost');
    if (currency.codes[row] === 0) return this.missing(bytes, from, next, 'BillingCurrency');
    if (start.codes[row] === 0) return this.missing(bytes, from, next, 'ChargePeriodStart');
    if (this.rowNotes !== 0) this.notes.add(this.rowNotes, this.line);
    this.lines[row] = this.line;
    this.line += 1 + this.rowBreaks;
    this.rows = row + 1;
    return next;
  }

  private missing(bytes: Uint8Array, from: number, next: number, name: string): number {
    return this.refuse(bytes, from, next, (span) => this.rejects.noValue(span, name));
  }

  private refuse(bytes: Uint8Array, from: number, next: number, reject: (span: RowSpan) => number): number {
    this.line += reject({ bytes, from, next, line: this.line });
    return next;
  }

  private blank(next: number): number {
    this.line++;
    return next;
  }

  private broken(cause: number, bytes: Uint8Array, from: number): number {
    if (cause !== textAfterQuote) return incomplete;
    this.openQuoteAt = -1;
    // The quotes cannot be trusted: go on at the next physical line.
    const next = bytes.indexOf(newline, from) + 1;
    return this.refuse(bytes, from, next, (span) => this.rejects.malformed(span, 'Text after a closing quote'));
  }

  private wrongWidth(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    let fields: number;
    let at = from;
    let p = this.scanner.scan(bytes, view, at, end);
    for (fields = 1; p >= 0 && bytes[p] === comma; fields++) {
      at = p + 1;
      p = this.scanner.scan(bytes, view, at, end);
    }
    if (p < 0) {
      this.openQuoteAt = at;
      return this.broken(p, bytes, from);
    }
    const next = p + (bytes[p] === carriageReturn ? 2 : 1);
    const reason = `${fields} fields instead of ${this.columns.length}`;
    return this.refuse(bytes, from, next, (span) => this.rejects.malformed(span, reason));
  }
}
