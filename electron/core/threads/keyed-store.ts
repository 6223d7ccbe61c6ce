import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AppFailure, failure } from '#shared/errors/app-error.ts';
import { checkKey, writeKeyCheck } from '../cache/key-check.ts';
import { isDamage } from '../cache/sqlite.ts';

/** Where a store lies, and the key of its encryption. */
interface Place {
  folder: string;
  key: string;
}

/** A store that was opened: its groups of methods, and its end. */
type Opened = Record<string, object> & { close(): void };

interface StoreKind<O> {
  /** Name of its database in the folder. */
  file: string;
  /** Name of the file that tells a wrong key from damage. */
  keyCheck: string;
  /** Said when it is asked for something before it is open. */
  notOpen: string;
  /** Said when the key is another one: what is encrypted with it. */
  wrongKey: string;
  damaged: (place: Place, cause: Error) => AppFailure;
  open: (place: Place) => O;
}

/** Without its key check, a damaged file and a wrong key look alike; either way the file is left alone. */
function knownKey({ file, keyCheck, wrongKey }: StoreKind<unknown>, { folder, key }: Place): boolean {
  const known = existsSync(join(folder, file)) ? checkKey(join(folder, keyCheck), key) : 'new';
  if (known !== 'wrong') return known === 'right';
  throw failure('auth_required', wrongKey, {
    hint: 'Unlock the vault that was used before. Nothing was changed.',
    fix: { kind: 'choose_vault' },
  });
}

function openStore<O>(kind: StoreKind<O>, place: Place): O {
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  const known = knownKey(kind, place);
  try {
    const opened = kind.open(place);
    if (!known) writeKeyCheck(join(place.folder, kind.keyCheck), place.key);
    return opened;
  } catch (cause) {
    throw isDamage(cause) ? kind.damaged(place, cause) : cause;
  }
}

type Methods = Record<string | symbol, (...args: unknown[]) => unknown>;

/** An encrypted store in a thread: opened, closed, and opened again with another key; its groups go to the one that is open. */
export function createKeyedStore<O extends Opened>(kind: StoreKind<O>) {
  let opened: O | null = null;
  const current = (): O => {
    if (!opened) throw failure('conflict', kind.notOpen, { hint: 'Unlock the vault, or start the console again.' });
    return opened;
  };
  const close = () => {
    opened?.close();
    opened = null;
  };
  return {
    store: {
      open(place: Place): void {
        close();
        opened = openStore(kind, place);
      },
      close,
    },
    /** A group whose methods go to the open store's part of the same name. */
    delegate: <G extends keyof O & string>(group: G): O[G] =>
      new Proxy({} as O[G] & object, {
        get:
          (_, name) =>
          (...args: unknown[]) =>
            (current()[group] as unknown as Methods)[name]!(...args),
      }),
  };
}
