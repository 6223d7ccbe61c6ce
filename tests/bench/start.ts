/**
 * Start to the first useful screen: the Overview's figures from a cache of 5 million cost rows. Desktop: from the spawn
 * of Electron, against a blank window in the same run. Browser: from the navigation, the host running, against a blank
 * page. Blank and console take turns; medians are reported.
 */
import type { Browser, Page } from '@playwright/test';
import { launchBrowser } from '#tests/helpers/browser.ts';
import { startScriptedServer } from '#tests/helpers/scripted-server.ts';
import { prepareDemoHome, removeHome, serveHome, whyNotBuilt } from './support/demo-home.ts';
import { benchApps, openDesktop, showApp } from './support/electron.ts';
import { median, report, reportNotRun } from './support/report.ts';

const scale = 50;
const runs = 7;
/** Ms beyond the blank window or page. */
const aim = 250;
const selector = '[data-testid^="month-cost-"]';

async function desktop(home: string): Promise<void> {
  const desk = await openDesktop();
  if ('reason' in desk) return reportNotRun('start-desktop', desk.reason);
  const apps = benchApps();
  try {
    const times = { blank: [] as number[], console: [] as number[] };
    // The first round warms the disk cache and is not counted.
    for (let round = 0; round <= runs; round++) {
      for (const [name, app] of [
        ['blank', apps.blank],
        ['console', apps.console(home)],
      ] as const) {
        const shown = await showApp(desk, apps.hookPath, app);
        await shown.stop();
        if (round > 0) times[name].push(shown.ms);
      }
    }
    reportPair('start-desktop', 'blank Electron window', times);
  } finally {
    apps.remove();
    await desk.stop();
  }
}

/** Ms from the navigation to the frame in which the element is there. */
async function shownIn(page: Page, url: string, wanted: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  const look = (css: string) =>
    new Promise<number>((resolve) => {
      const frame = () =>
        document.querySelector(css) ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(frame);
      frame();
    });
  return page.evaluate(look, wanted);
}

async function inBrowser(browser: Browser, url: string): Promise<{ blank: number[]; console: number[] }> {
  const blankServer = await startScriptedServer(() => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<p id="blank">blank',
  }));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const times = { blank: [] as number[], console: [] as number[] };
  try {
    // The first visit exchanges the one-time token and fills the browser's cache.
    await shownIn(page, url, selector);
    const home = new URL('/', url).href;
    for (let round = 0; round < runs; round++) {
      times.blank.push(await shownIn(page, blankServer.url, '#blank'));
      times.console.push(await shownIn(page, home, selector));
    }
  } finally {
    await page.close();
    await blankServer.close();
  }
  return times;
}

async function browser(home: string): Promise<void> {
  const host = await serveHome(home);
  const chromium = await launchBrowser();
  try {
    reportPair('start-browser', 'blank page', await inBrowser(chromium, host.url));
  } finally {
    await chromium.close();
    await host.stop();
  }
}

function reportPair(bench: string, peer: string, times: { blank: number[]; console: number[] }): void {
  const ours = median(times.console);
  const blank = median(times.blank);
  const beyond = ours - blank;
  report({
    bench,
    ours_ms: ours,
    peer,
    peer_ms: blank,
    ratio: ours / blank,
    beyond_blank_ms: beyond,
    aim: `within ${aim} ms of the ${peer}`,
    met: beyond <= aim,
    runs,
  });
}

const reason = whyNotBuilt();
if (reason) for (const bench of ['start-desktop', 'start-browser']) reportNotRun(bench, reason);
else {
  const home = prepareDemoHome(scale);
  try {
    await desktop(home);
    await browser(home);
  } finally {
    removeHome(home);
  }
}
