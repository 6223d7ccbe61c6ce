import { parentPort } from 'node:worker_threads';
import { exposeGroups } from '../../threads/thread-api.ts';
import { bugReporter } from '../../threads/worker-log.ts';
import { createTransfersStore } from './transfers-store.ts';

exposeGroups(createTransfersStore(), parentPort!, bugReporter(parentPort!, 'Fault in the transfers store'));
