import { type AppError, appError } from '#shared/errors/app-error.ts';
import { isUnfinished } from './part-name.ts';

/** What a file system cannot hold. */
export interface NameRules {
  /** Windows: `\ : * ? " < > |`, control characters, device names, a dot or space at the end. */
  windows: boolean;
  /** Bytes of UTF-8 (Windows: UTF-16 units) of one name. */
  maxName: number;
}

/** Rules of the disks that a system usually has. */
export function nameRulesOf(platform: NodeJS.Platform): NameRules {
  return { windows: platform === 'win32', maxName: 255 };
}

/** Source: Microsoft, "Naming Files, Paths, and Namespaces". */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Windows refuses
// oxlint-disable-next-line no-control-regex
const windowsForbidden = /[\u0000-\u001f\\:*?"<>|]/;

function windowsProblem(name: string): string | null {
  if (windowsForbidden.test(name)) return String.raw`it has one of \ : * ? " < > | or a control character`;
  if (deviceName.test(name)) return 'Windows keeps this name for a device';
  return /[. ]$/.test(name) ? 'it ends with a dot or a space' : null;
}

function partProblem(name: string, { windows, maxName }: NameRules): string | null {
  if (name === '') return 'it has a name that is empty (a / at the start, or two behind each other)';
  if (name === '.' || name === '..') return `it has a part "${name}", which would lead elsewhere`;
  if ((windows ? name.length : Buffer.byteLength(name)) > maxName) return `a name in it is longer than ${maxName} bytes`;
  if (isUnfinished(name)) return 'its ending is kept for files that are being written';
  return windows ? windowsProblem(name) : null;
}

/** Names on the way to a file; a `/` at the end, which names a folder, does not count. */
export function segmentsOf(key: string): string[] {
  return (key.endsWith('/') ? key.slice(0, -1) : key).split('/');
}

/** Why a file or folder of this key cannot be: null when it can. Whatever passes lies below the folder that it is written to. */
export function nameProblem(key: string, rules: NameRules): AppError | null {
  const reason = key.includes('\0')
    ? 'it has a NUL character'
    : key.isWellFormed()
      ? segmentsOf(key).reduce<string | null>((found, name) => found ?? partProblem(name, rules), null)
      : 'it has half of a character';
  if (reason === null) return null;
  return appError('invalid_input', `A file cannot have the name ${JSON.stringify(key)}: ${reason}.`, {
    hint: 'Copy it under another name.',
  });
}
