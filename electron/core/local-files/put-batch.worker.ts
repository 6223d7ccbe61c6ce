import { parentPort } from 'node:worker_threads';
import { type Batch, putBatch } from './put-batch.ts';

parentPort!.on('message', (batch: Batch) => {
  // Its memory goes back: here it would wait for a garbage collector that has hardly anything to do.
  void putBatch(batch).then((stats) => parentPort!.postMessage({ stats, bytes: batch.bytes }, [batch.bytes.buffer]));
});
