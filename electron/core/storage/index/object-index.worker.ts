import { parentPort } from 'node:worker_threads';
import { exposeGroups } from '../../threads/thread-api.ts';
import { bugReporter } from '../../threads/worker-log.ts';
import { createObjectIndex } from './object-index.ts';

exposeGroups(createObjectIndex(), parentPort!, bugReporter(parentPort!, 'Fault in the index of object names'));
