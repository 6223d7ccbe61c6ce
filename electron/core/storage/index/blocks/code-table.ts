import type { Sqlite } from '../../../cache/sqlite.ts';

/** Short numbers for texts that repeat. Code 0 is `''`; 1 stands for every text that found no place. */
export interface CodeTable {
  /** Gives a text its code, a new one when it has none. */
  put(text: string): number;
  /** Code of a text; `otherCode` when it has none. */
  code(text: string): number;
  /** Null for `otherCode`. */
  text(code: number): string | null;
  /** Reads it again: another process or a rolled back transaction changed it. */
  reload(): void;
}

export const otherCode = 1;

export function createCodeTable(db: Sqlite, kind: 'class' | 'extension', most: number): CodeTable {
  const insert = db.prepare('INSERT INTO codes (kind, code, text) VALUES (?, ?, ?)');
  const all = db.prepare('SELECT code, text FROM codes WHERE kind = ? ORDER BY code');
  const codes = new Map<string, number>();
  let texts: (string | null)[] = [];
  const reload = () => {
    codes.clear();
    texts = ['', null];
    codes.set('', 0);
    for (const { code, text } of all.all(kind) as { code: number; text: string }[]) {
      codes.set(text, code);
      texts[code] = text;
    }
  };
  reload();
  return {
    put(text) {
      const known = codes.get(text);
      if (known !== undefined) return known;
      if (texts.length >= most) return otherCode;
      const code = texts.push(text) - 1;
      codes.set(text, code);
      insert.run(kind, code, text);
      return code;
    },
    code: (text) => codes.get(text) ?? otherCode,
    text: (code) => texts[code] ?? null,
    reload,
  };
}
