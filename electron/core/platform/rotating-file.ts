import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface RotatingFileOptions {
  folder: string;
  /** Base name: `<name>.log`, older ones `<name>.1.log`, `<name>.2.log`… */
  name: string;
  /** Size at which a new file is begun. */
  maxBytes: number;
  /** Files kept, the current one included. */
  files: number;
}

export interface RotatingFile {
  write: (line: string) => void;
  close: () => void;
}

/**
 * Appends lines to a file of bounded size. Written at once and in order, so that the last line before a crash is there;
 * a line costs some microseconds. A disk that takes no more lines does not stop the console.
 */
export function openRotatingFile({ folder, name, maxBytes, files }: RotatingFileOptions): RotatingFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (index: number) => join(folder, index === 0 ? `${name}.log` : `${name}.${index}.log`);
  let file = openSync(pathOf(0), 'a', 0o600);
  let size = fstatSync(file).size;

  const rotate = () => {
    closeSync(file);
    rmSync(pathOf(files - 1), { force: true });
    for (let index = files - 2; index >= 0; index -= 1) {
      if (existsSync(pathOf(index))) renameSync(pathOf(index), pathOf(index + 1));
    }
    file = openSync(pathOf(0), 'a', 0o600);
    size = 0;
  };

  return {
    write: (line) => {
      try {
        if (size > 0 && size + line.length > maxBytes) rotate();
        size += writeSync(file, line);
      } catch {
        // A full disk: there is nowhere left to say so.
      }
    },
    close: () => closeSync(file),
  };
}
