import { pino } from 'pino';
import type { Logger } from '../ports.ts';
import { maskSecrets, redactFields } from './redaction.ts';
import { openRotatingFile } from './rotating-file.ts';

export interface LoggerOptions {
  /** Folder of the log files, e.g. `<home>/logs`; made when missing. */
  folder: string;
  /** Values that must never appear, read anew for each line: hand in the live set of what the vault gave out. */
  secrets?: Iterable<string>;
  /** Bytes of one file; five are kept. Default 5 MB. */
  maxBytes?: number;
}

export interface FileLogger extends Logger {
  close(): void;
}

/** Logs JSON lines to `<folder>/aetherium.log`. Secret-looking fields and known secrets are masked. */
export function createLogger({ folder, secrets = [], maxBytes = 5_000_000 }: LoggerOptions): FileLogger {
  const file = openRotatingFile({ folder, name: 'aetherium', maxBytes, files: 5 });
  const root = pino(
    {
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
    },
    { write: (line) => file.write(maskSecrets(line, secrets)) },
  );
  return { ...adapt(root), close: file.close };
}

function adapt(target: pino.Logger): Logger {
  return {
    info: (message, fields = {}) => target.info(fields, message),
    warn: (message, fields = {}) => target.warn(fields, message),
    error: (message, fields = {}) => target.error(fields, message),
    child: (fields) => adapt(target.child(redactFields(fields))),
  };
}
