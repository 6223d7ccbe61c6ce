import type { RunTarget } from '#shared/model/action.ts';
import type { OperationsAccess } from '../operations/operations-access.ts';
import type { JournalMark, RunRecord } from '../operations/operations-api.ts';
import { Left } from './run-work.ts';

/** Where every change of a target goes before anything else happens. */
export interface RunJournal {
  /** Resolves when it is on the disk. Rejects with `Left` when another process has the run, or nothing can be written. */
  record(target: RunTarget, mark?: JournalMark): Promise<void>;
}

interface Waiting {
  record: RunRecord;
  resolve: () => void;
  reject: (cause: unknown) => void;
}

interface Options {
  operations: OperationsAccess;
  runId: string;
  /** Once it has fired nothing is written any more: the store is about to close. */
  closed: AbortSignal;
  onLost: (cause: unknown) => void;
}

/** What comes while a write is under way goes together in the next one: a commit to the disk costs the same for one or many. */
export function createRunJournal({ operations, runId, closed, onLost }: Options): RunJournal {
  let waiting: Waiting[] = [];
  let writing = false;
  const write = async (records: RunRecord[]) => {
    closed.throwIfAborted();
    const { runs } = await operations.api();
    if (!(await runs.record({ runId, pid: process.pid, records }))) throw new Error('Another process has taken the run over');
  };
  const flush = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch.map(({ record }) => record));
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        onLost(cause);
        for (const { reject } of batch) reject(new Left('The journal of the run could not be written', { cause }));
      }
    }
    writing = false;
  };
  return {
    record: (target, mark) =>
      new Promise((resolve, reject) => {
        waiting.push({ record: { target: structuredClone(target), ...(mark && { mark }) }, resolve, reject });
        if (writing) return;
        writing = true;
        void flush();
      }),
  };
}
