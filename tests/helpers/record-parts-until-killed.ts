/** Child process of the test of the transfers store: notes parts, says each number once it is on record, and kills itself. */
import { writeSync } from 'node:fs';
import { createTransfersStore } from '#core/transfers/store/transfers-store.ts';
import { testKey } from './cache-key.ts';

const store = createTransfersStore();
store.store.open({ folder: process.argv[2]!, key: testKey });
const planId = 'p';
store.plans.begin({ planId, request: { verb: 'create_folder', connectionId: 'c', bucket: 'b', prefix: 'x/' } });
store.plans.finish({ plan: { id: planId, expiresAt: 1 } as never });
store.transfers.begin({ transfer: { id: 't', planId, endedAt: null } as never, pid: process.pid });
const upload = { bucket: 'b', key: 'k', size: 1e6, properties: {}, checksum: null, uploadId: 'secret-session' };
store.parts.begin({ transferId: 't', index: 0, resume: { connectionId: 'to', upload, partSize: 5, algorithm: null } });
for (let number = 1; number <= 200; number += 1) {
  store.parts.done({ transferId: 't', index: 0, part: { number, size: 5, receipt: 'etag', checksum: null, also: null } });
  writeSync(1, `${number}\n`);
}
process.kill(process.pid, 'SIGKILL');
