import { parentPort } from 'node:worker_threads';
import { exposeGroups } from '#core/threads/thread-api.ts';

/** A thread that dies when asked to, for tests of what its owner does then. */
const groups = {
  calls: {
    answer: (value: number) => value,
    never: () => new Promise<number>(() => undefined),
    exit: () => process.exit(3),
    throwLater: () => {
      setImmediate(() => {
        throw new Error('boom');
      });
      return new Promise<number>(() => undefined);
    },
  },
};
export type CrashingApi = typeof groups;

exposeGroups(groups, parentPort!, () => 'bug');
