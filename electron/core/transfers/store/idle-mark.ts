import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that stands while every transfer of a home has ended, so that nobody opens the database to learn it. */
export interface IdleMark {
  /** Set and removed only inside of a write transaction: other consoles begin transfers too. */
  set(): void;
  remove(): void;
  stands(): boolean;
}

const markIn = (folder: string): string => join(folder, 'transfers-idle');

export function createIdleMark(folder: string): IdleMark {
  const path = markIn(folder);
  return {
    set: () => writeFileSync(path, '', { mode: 0o600 }),
    remove: () => rmSync(path, { force: true }),
    stands: () => existsSync(path),
  };
}

/** Whether transfers may be unfinished. It errs on the safe side: without the mark somebody has to look. */
export function mayBeUnfinished(folder: string): boolean {
  return existsSync(join(folder, 'transfers.db')) && !existsSync(markIn(folder));
}
