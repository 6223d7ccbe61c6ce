/**
 * Child process of the kill test of transfers: goes on with the transfers of its home until it is killed or they have ended,
 * and says `ended` then. Arguments: home, address of the S3 server.
 */
import { flushCompileCache } from 'node:module';
import { aws } from '#connectors/aws/index.ts';
import { createFolderStore } from '#core/local-files/create-folder-store.ts';
import { createHttp } from '#core/net/http-port.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import type { Logger } from '#core/ports.ts';
import { createTransferQueue } from '#core/transfers/queue/create-transfer-queue.ts';
import { createTransfersAccess } from '#core/transfers/store/transfers-access.ts';
import { openTransfersThread } from '#core/transfers/store/transfers-thread.ts';
import { testKey } from './cache-key.ts';

const [home, url] = process.argv.slice(2) as [string, string];
const fail = (message: string, fields?: Record<string, unknown>) =>
  process.stderr.write(`${message} ${JSON.stringify(fields)} ${String(fields?.['cause'])}\n`);
const logger: Logger = { info: () => {}, warn: fail, error: fail, child: () => logger };
const transfers = createTransfersAccess({ home, key: async () => testKey, openThread: () => openTransfersThread({ logger }) });
const { signal } = new AbortController();

async function openStore(connectionId: string | null) {
  if (connectionId === null) return { store: createFolderStore({ rootOf: (folder) => folder }), release: () => undefined };
  const session = await aws.open({
    connectionId,
    settings: { endpoint: url, accessKeyId: 'x' },
    secret: async () => 'S',
    signal,
    log: logger,
    clock: nodeClock,
    http: createHttp(),
  });
  return { store: session.objects!, release: () => undefined };
}

const queue = createTransferQueue({
  clock: nodeClock,
  logger,
  random: Math.random,
  events: { changed: () => undefined },
  connectivity: { online: () => true, suspended: () => false, onChange: () => () => undefined },
  settings: () => ({ bytesPerSecond: 0, schedule: [], concurrency: 8 }),
  transfers,
  openStore,
  executors: {},
  bulk: {},
  onOutcome: () => undefined,
  onEnd: () => undefined,
});
// A killed process does not leave its compiled code to the next one: it does so here.
await import('@aws-sdk/client-s3');
flushCompileCache();
await queue.resumeAll();
for (const { id } of (await queue.list({ offset: 0, limit: 10 })).transfers) await queue.settled(id, signal);
await queue.stop();
await transfers.close();
process.stdout.write('ended\n');
process.exit(0);
