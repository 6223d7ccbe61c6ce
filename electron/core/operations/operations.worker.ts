import { parentPort } from 'node:worker_threads';
import { exposeGroups } from '../threads/thread-api.ts';
import { bugReporter } from '../threads/worker-log.ts';
import { createOperations } from './operations.ts';

exposeGroups(createOperations(), parentPort!, bugReporter(parentPort!, 'Fault in the operations store'));
