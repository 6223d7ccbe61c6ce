/**
 * Delay of the main thread's event loop while the largest demo organisation is synced through the real core: connector,
 * scheduler, cache thread. Reported is what came on top of the timer's own millisecond.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { openCore } from '#host/cli/open-core.ts';
import { headlessShell } from '#host/server/headless-shell.ts';
import { benchEnv, removeHome } from './support/demo-home.ts';
import { report } from './support/report.ts';

const scale = 50;
/** Longest delay in ms. */
const aim = 50;
const resolutionMs = 1;

const home = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
const io = {
  version: '0.0.0',
  rendererDir: '',
  env: benchEnv,
  cwd: home,
  signal: new AbortController().signal,
  insist: new AbortController().signal,
  stdin: process.stdin,
  out: async () => {},
  err: async () => {},
};
const opened = await openCore(io, { home, shell: headlessShell(home) });
const { client } = opened;

async function finished(): Promise<number> {
  for (;;) {
    const jobs = await client.jobs.list({ limit: 10 });
    const failed = jobs.find((job) => !['queued', 'running', 'succeeded'].includes(job.state));
    if (failed) throw new Error(`${failed.title} ended as ${failed.state}: ${JSON.stringify(failed.errors)}`);
    if (jobs.length > 0 && jobs.every((job) => job.state === 'succeeded')) return jobs.reduce((sum, job) => sum + job.rows, 0);
    await wait(50);
  }
}

const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);

try {
  for (const connection of await client.connections.list({}))
    await client.connections.remove({ connectionId: connection.id, forgetData: true });
  await client.connections.add({ kind: 'demo', name: 'Demo', settings: { scale } });
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const start = performance.now();
  await client.sync.run({ force: true });
  const rows = await finished();
  delay.disable();
  const seconds = (performance.now() - start) / 1000;
  const max = ms(delay.max);
  report({
    bench: 'event-loop-delay-during-sync',
    p99_ms: ms(delay.percentile(99)),
    max_ms: max,
    rows,
    seconds,
    aim: `never over ${aim} ms`,
    met: max <= aim,
  });
} finally {
  await opened.close();
  removeHome(home);
}
