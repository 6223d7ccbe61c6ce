import { failure } from '#shared/errors/app-error.ts';
import { isDamage } from '../../cache/sqlite.ts';
import { sqliteFailure } from '../../cache/sqlite-failures.ts';
import type { FindBudget } from './find/find.ts';
import type { ObjectIndexApi } from './index-api.ts';
import { type IndexPlace, openIndex, replaceIndex } from './open-index.ts';
import { type OpenedIndex, openedIndex } from './opened-index.ts';

/** A search counts for so long once its page is full, and for so long at most. */
const defaultBudget: FindBudget = { soft: 60, hard: 2000, elapsed: () => performance.now() };
/** Steps of warming up at a time: a question that comes meanwhile waits a few milliseconds. */
const stepsAtOnce = 64;

interface State {
  place: IndexPlace;
  index: OpenedIndex;
}

type Methods = Record<string | symbol, (...args: unknown[]) => unknown>;

interface Options {
  budget?: FindBudget;
  /** Calls back when nothing else waits to be done. */
  whenIdle?: (work: () => void) => void;
}

/** The index of names in this thread. Tests give a budget and an idle time of their own. */
export function createObjectIndex({ budget = defaultBudget, whenIdle = setImmediate }: Options = {}): ObjectIndexApi {
  let state: State | null = null;
  const current = () => {
    if (!state)
      throw failure('conflict', 'The index of object names is not open.', { hint: 'Unlock the vault, or start the console again.' });
    return state;
  };
  const close = () => {
    state?.index.close();
    state = null;
  };
  /** Damage met in use: the names can be read again, so the file is replaced. */
  const replace = ({ place }: State, cause: Error) => {
    close();
    const { db, recovery } = replaceIndex(place, `was damaged (${cause.message})`);
    state = { place, index: openedIndex(db, budget) };
    return failure('internal', recovery, { hint: 'Read the buckets again.', cause });
  };
  const guarded = <T>(work: (index: OpenedIndex) => T): T => {
    const used = current();
    try {
      return work(used.index);
    } catch (cause) {
      if (isDamage(cause)) throw replace(used, cause);
      throw sqliteFailure(cause) ?? cause;
    }
  };
  const warm = ({ index }: State) => {
    const steps = index.warming();
    const some = () => {
      if (state?.index !== index) return;
      try {
        for (let step = 0; step < stepsAtOnce; step += 1) if (steps.next().done) return;
      } catch {
        return; // A damaged file: whoever searches meets it and is told.
      }
      whenIdle(some);
    };
    whenIdle(some);
  };
  const delegate = <G extends keyof Omit<ObjectIndexApi, 'store'>>(group: G): ObjectIndexApi[G] =>
    new Proxy({} as ObjectIndexApi[G], {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          guarded((index) => (index[group] as unknown as Methods)[name]!(...args)),
    });
  return {
    store: {
      open(place) {
        close();
        const { db, recovery } = openIndex(place);
        state = { place, index: openedIndex(db, budget) };
        warm(state);
        return { recovery };
      },
      forget: (options) => guarded((index) => index.forget(options)),
      close,
    },
    read: delegate('read'),
    levels: delegate('levels'),
    query: delegate('query'),
    changes: delegate('changes'),
  };
}
