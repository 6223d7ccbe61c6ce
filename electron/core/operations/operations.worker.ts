import { randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { exposeGroups } from '../threads/thread-api.ts';
import { createOperations } from './operations.ts';

exposeGroups(createOperations(), parentPort!, () => randomUUID());
