/**
 * Child process of the SIGKILL test: stores pages of machines and costs for ever and says on stdout what the cache has
 * acknowledged. Arguments: folder, number of the first machine page.
 */
import { openCacheThread } from '#core/cache/cache-thread.ts';
import { testKey } from './cache-key.ts';
import { costPage, costPages, machinePage } from './killed-sync-pages.ts';

const [folder, firstPage] = process.argv.slice(2) as [string, string];
const acknowledge = (line: string) => process.stdout.write(`${line}\n`);
const scope = { connectionId: 'c', scope: 's' };

const { api } = openCacheThread();
await api.store.open({ folder, key: testKey, maxBytes: 1e9 });
acknowledge('ready');

for (let page = Number(firstPage); ; ) {
  const interrupted = await api.sets.cursor({ ...scope, dataSet: 'costs' });
  const run = interrupted?.run ?? `run-${page}`;
  await api.costs.begin({ ...scope, run, resume: interrupted !== null });
  for (let at = interrupted ? Number(interrupted.cursor) + 1 : 0; at < costPages; at++) {
    await api.costs.append({ run, batch: costPage(run, at), cursor: String(at) });
    acknowledge(`cost ${run} ${at}`);
    await api.machines.put({ ...scope, run: 'machines', machines: machinePage(page), cursor: String(page) });
    acknowledge(`machines ${page++}`);
  }
  await api.costs.commit({ run, report: null, rates: [], at: page, staleAfter: page, nextRefresh: null });
  acknowledge(`commit ${run}`);
}
