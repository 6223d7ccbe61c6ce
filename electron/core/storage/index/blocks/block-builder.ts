import type { ObjectColumns, TextRows } from '../../../capabilities/object-columns.ts';
import { type BlockColumns, type BlockRows, emptyColumns, setModified } from './block-rows.ts';
import type { CodeTable } from './code-table.ts';
import { extensionNumber, extensionStart } from './extension.ts';

/** Rows of a block: small enough that a word seldom leads to a block in vain, large enough that heads stay few. */
const blockRows = 1024;

export interface Codes {
  classes: CodeTable;
  extensions: CodeTable;
}

/** Extension codes by the bytes of a key; texts are made of new ones only. */
function extensionCoder(extensions: CodeTable) {
  const known = new Map<number, number>();
  return ({ bytes, ends }: TextRows, row: number): number => {
    const to = ends[row]!;
    const from = extensionStart(bytes, row === 0 ? 0 : ends[row - 1]!, to);
    if (from < 0) return 0;
    const end = bytes[to - 1] === 47 ? to - 1 : to;
    const number = extensionNumber(bytes, from, end);
    const seen = number === null ? undefined : known.get(number);
    if (seen !== undefined) return seen;
    const code = extensions.put(Buffer.from(bytes.subarray(from, end)).toString('latin1').toLowerCase());
    if (number !== null) known.set(number, code);
    return code;
  };
}

function sliceKeys({ bytes, ends }: TextRows, from: number, to: number): TextRows {
  const start = from === 0 ? 0 : ends[from - 1]!;
  return { bytes: new Uint8Array(bytes.subarray(start, ends[to - 1])), ends: ends.slice(from, to).map((end) => end - start) };
}

function joinKeys(a: TextRows, b: TextRows): TextRows {
  const ends = new Uint32Array(a.ends.length + b.ends.length);
  ends.set(a.ends);
  ends.set(
    b.ends.map((end) => end + a.bytes.length),
    a.ends.length,
  );
  return { bytes: Buffer.concat([a.bytes, b.bytes]), ends };
}

function joinColumns(a: BlockColumns, b: BlockColumns): BlockColumns {
  const joined = emptyColumns(a.size.length + b.size.length);
  for (const name of ['size', 'seconds', 'millis', 'extension', 'classOf'] as const) {
    joined[name].set(a[name]);
    joined[name].set(b[name], a[name].length);
  }
  return joined;
}

/** Two stretches of rows as one; the keys of the second are behind those of the first. */
function joinRows(a: BlockRows, b: BlockRows): BlockRows {
  return { keys: joinKeys(a.keys, b.keys), columns: joinColumns(a.columns, b.columns) };
}

/** Some of the rows, as rows of their own. */
export function sliceRows({ keys, columns }: BlockRows, from: number, to: number): BlockRows {
  const part = emptyColumns(to - from);
  for (const name of ['size', 'seconds', 'millis', 'extension', 'classOf'] as const) part[name].set(columns[name].subarray(from, to));
  return { keys: sliceKeys(keys, from, to), columns: part };
}

/** Cuts the pages of a listing into blocks. */
export function createBlockBuilder({ classes, extensions }: Codes) {
  const extensionCode = extensionCoder(extensions);
  let held: BlockRows | null = null;

  const toRows = (objects: ObjectColumns, classCodes: number[], from: number, to: number): BlockRows => {
    const keys = sliceKeys(objects.keys, from, to);
    const columns = emptyColumns(to - from);
    columns.size.set(objects.size.subarray(from, to));
    for (let row = 0; row < to - from; row += 1) {
      setModified(columns, row, objects.modified[from + row]!);
      columns.classOf[row] = classCodes[objects.classOf[from + row]!] ?? 0;
      columns.extension[row] = extensionCode(keys, row);
    }
    return { keys, columns };
  };

  return {
    /** Blocks that became full. */
    *add(objects: ObjectColumns): Generator<BlockRows> {
      const classCodes = objects.classes.map((name) => classes.put(name));
      for (let from = 0; from < objects.count; ) {
        const room = blockRows - (held?.keys.ends.length ?? 0);
        const to = Math.min(objects.count, from + room);
        const rows = toRows(objects, classCodes, from, to);
        held = held ? joinRows(held, rows) : rows;
        from = to;
        if (held.keys.ends.length < blockRows) continue;
        yield held;
        held = null;
      }
    },
    /** What is left at the end. */
    rest(): BlockRows | null {
      const last = held;
      held = null;
      return last;
    },
  };
}
