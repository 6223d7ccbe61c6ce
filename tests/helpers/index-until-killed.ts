/**
 * Child process of the SIGKILL test of the index of names: reads a bucket again and again and says on stdout what the index
 * has acknowledged. Arguments: folder, number of the first read. Every name of read n begins with `n-`.
 */
import { objectColumns } from '#core/capabilities/object-columns.ts';
import { openObjectIndexThread } from '#core/storage/index/object-index-thread.ts';
import { testKey } from './cache-key.ts';

const [folder, first] = process.argv.slice(2) as [string, string];
const acknowledge = (line: string) => process.stdout.write(`${line}\n`);
const bucket = { connectionId: 'c', bucket: 'b', prefix: '' };
const [pages, pageRows] = [6, 1500];

const { api } = openObjectIndexThread();
await api.store.open({ folder, key: testKey });
acknowledge('ready');

for (let read = Number(first); ; read += 1) {
  const run = `read-${read}`;
  await api.read.begin({ ...bucket, run, at: read });
  for (let page = 0; page < pages; page += 1) {
    const rows = Array.from({ length: pageRows }, (_, i) => ({
      key: `${read}-${String(page * pageRows + i).padStart(6, '0')}`,
      size: 1,
      modified: 0,
      storageClass: '',
      etag: null,
    }));
    await api.read.page({ run, objects: objectColumns(rows) });
    acknowledge(`page ${read}`);
  }
  await api.read.finish({ run });
  acknowledge(`finish ${read}`);
}
