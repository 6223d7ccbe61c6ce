import { parentPort, workerData } from 'node:worker_threads';
import type { CostBatch } from '../sdk.ts';
import type { ParseMessage, ParseTask } from './parse-messages.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

const port = parentPort!;
const task = workerData as ParseTask;
const send = (message: ParseMessage, buffers: ArrayBuffer[] = []) => port.postMessage(message, buffers);

/** Pages that may still be sent, and how to go on when one more may be. */
const flow = { credit: task.pagesInFlight, resume: () => undefined as void };
port.on('message', () => {
  flow.credit++;
  flow.resume();
});

async function emit(batch: CostBatch, progress: number): Promise<boolean> {
  flow.credit--;
  send({ kind: 'page', batch, progress }, buffersOf(batch));
  if (task.firstPageOnly) return false;
  while (flow.credit === 0) await new Promise<void>((done) => (flow.resume = done));
  return true;
}

function buffersOf(batch: CostBatch): ArrayBuffer[] {
  return Object.values(batch.columns).flatMap((column) =>
    (column.kind === 'number' ? [column.values] : [column.codes, column.bytes, column.offsets]).map((array) => array.buffer as ArrayBuffer),
  );
}

try {
  send({ kind: 'done', report: await readFile({ path: task.path, badRowsTo: task.badRowsTo, emit }) });
} catch (cause) {
  send(cause instanceof Refusal ? { kind: 'failed', error: cause.error } : { kind: 'bug', cause });
}
port.close();
