import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { failure } from '#shared/errors/app-error.ts';

/** A small settings file: validated JSON, replaced as a whole, shared by the processes that use one home. */
export interface JsonFile<T> {
  /** Current content; read again when another process replaced the file. */
  read(): T;
  /** Replaces the file by what `change` makes of its current content. */
  update(change: (current: T) => T): T;
  /** False until the first `update` in this home. */
  exists(): boolean;
}

export interface JsonFileOptions<S extends z.ZodType> {
  path: string;
  schema: S;
  /** Content of a home that has no file yet. */
  empty: z.output<S>;
  /** Called with where a file that could not be read was set aside. */
  onBad: (setAside: string, reason: string) => void;
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.mtimeMs}:${stat.size}` : '';
}

/** Writes beside the file and renames, so that a crash leaves the old or the new content, never half of one. */
function replace(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.${process.pid}.new`;
  const handle = openSync(next, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(next, path);
}

function freeName(path: string): string {
  for (let n = 1; ; n += 1) {
    const name = `${path}.bad-${n}`;
    if (!stampOf(name)) return name;
  }
}

/** What is wrong with a text as JSON of this schema: names the place, never quotes the content. */
function parse<S extends z.ZodType>(schema: S, text: string): { value: z.output<S> } | { reason: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { reason: 'it is not JSON' };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  return { reason: `${issue?.path.join('.') || 'the content'}: ${issue?.message ?? 'not accepted'}` };
}

/**
 * Opens a settings file. A file that cannot be understood is set aside under another name, reported and replaced by
 * `empty`: the console starts, and nothing the person wrote is lost.
 */
export function openJsonFile<S extends z.ZodType>(options: JsonFileOptions<S>): JsonFile<z.output<S>> {
  const { path, schema } = options;
  let value = options.empty;
  let stamp = '';
  const load = () => {
    const result = parse(schema, readFileSync(path, 'utf8'));
    if ('value' in result) return result.value;
    const aside = freeName(path);
    renameSync(path, aside);
    options.onBad(aside, result.reason);
    return options.empty;
  };
  const read = () => {
    const now = stampOf(path);
    if (now !== stamp) {
      value = now ? load() : options.empty;
      stamp = stampOf(path);
    }
    return value;
  };
  const update = (change: (current: z.output<S>) => z.output<S>) => {
    const result = schema.safeParse(change(read()));
    if (!result.success) throw failure('invalid_input', `Not saved: ${result.error.issues[0]?.message ?? 'not accepted'}`);
    replace(path, `${JSON.stringify(result.data, null, 2)}\n`);
    value = result.data;
    stamp = stampOf(path);
    return value;
  };
  return { read, update, exists: () => stampOf(path) !== '' };
}
