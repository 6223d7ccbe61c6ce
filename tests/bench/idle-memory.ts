/**
 * Memory at rest with the demo organisation in the cache. Headless host: its process. Desktop: Electron's process tree,
 * against the tree of a blank window in the same run. The figure is private memory, what would be free if the console
 * ended: proportional memory (PSS, reported beside it) also has Electron's own code, which a blank window has as well.
 */

import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { prepareDemoHome, removeHome, serveHome, whyNotBuilt } from './support/demo-home.ts';
import { benchApps, type Desktop, type MeasuredApp, openDesktop, showApp } from './support/electron.ts';
import { type MemoryMb, memoryOf, processTree } from './support/process-memory.ts';
import { report, reportNotRun } from './support/report.ts';

/** MB at rest. */
const aim = 180;
/** Until caches of the start have been let go. */
const settleMs = 20_000;

async function settled(pid: number): Promise<MemoryMb> {
  await wait(settleMs);
  return memoryOf(processTree(pid));
}

async function headless(home: string): Promise<void> {
  const host = await serveHome(home);
  try {
    const { pss, private: own } = await settled(host.process.pid!);
    report({ bench: 'idle-memory-headless', ours_mb: own, pss_mb: pss, aim: `under ${aim} MB`, met: own < aim });
  } finally {
    await host.stop();
  }
}

async function ofWindow(desk: Desktop, hookPath: string, app: MeasuredApp): Promise<MemoryMb> {
  const shown = await showApp(desk, hookPath, app);
  try {
    return await settled(shown.process.pid!);
  } finally {
    await shown.stop();
  }
}

async function desktop(home: string): Promise<void> {
  const desk = await openDesktop();
  if ('reason' in desk) return reportNotRun('idle-memory-desktop', desk.reason);
  const apps = benchApps();
  try {
    const blank = await ofWindow(desk, apps.hookPath, apps.blank);
    const ours = await ofWindow(desk, apps.hookPath, apps.console(home));
    report({
      bench: 'idle-memory-desktop',
      ours_mb: ours.private,
      pss_mb: ours.pss,
      peer: 'blank Electron window',
      peer_mb: blank.private,
      peer_pss_mb: blank.pss,
      ratio: ours.private / blank.private,
      beyond_blank_mb: ours.private - blank.private,
      aim: `under ${aim} MB`,
      met: ours.private < aim,
    });
  } finally {
    apps.remove();
    await desk.stop();
  }
}

const benches = ['idle-memory-headless', 'idle-memory-desktop'];
const reason =
  whyNotBuilt() ?? (existsSync('/proc/self/smaps_rollup') ? null : 'memory is read from /proc, which this system does not have');
if (reason) for (const bench of benches) reportNotRun(bench, reason);
else {
  const home = prepareDemoHome(1);
  try {
    await headless(home);
    await desktop(home);
  } finally {
    removeHome(home);
  }
}
