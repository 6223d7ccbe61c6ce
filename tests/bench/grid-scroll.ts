/**
 * Scrolling and filtering the grid of 100,000 machines in Chromium: time from frame to frame. The peer is a page with as
 * many plain rows of the same height in one scroller with `content-visibility: auto`, scrolled the same way in the same
 * browser. Prints one JSON line for each.
 */
import type { Page } from '@playwright/test';
import { launchBrowser } from '#tests/helpers/browser.ts';
import { prepareDemoHome, removeHome, serveHome, whyNotBuilt } from './support/demo-home.ts';
import { report, reportNotRun } from './support/report.ts';

const scale = 50;
const frames = 240;
/** 95 of 100 frames in ms. */
const aim = 16.7;

const percentile = (values: number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!;

/** Scrolls `selector` by `step` pixels a frame; the work that each frame's script and layout took, and frame times. */
function scroll(page: Page, selector: string, step: number): Promise<number[]> {
  return page.evaluate(
    ({ selector, step, frames }) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector<HTMLElement>(selector)!;
        const times: number[] = [];
        let last = performance.now();
        const frame = (now: number) => {
          times.push(now - last);
          last = now;
          if (times.length > frames) return resolve(times.slice(1));
          scroller.scrollTop += step;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { selector, step, frames },
  );
}

/** Types a filter letter by letter; frame times while the answers come. */
function typed(page: Page, text: string): Promise<number[]> {
  const times = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        let last = performance.now();
        const end = last + 2_500;
        const frame = (now: number) => {
          times.push(now - last);
          last = now;
          if (now > end) resolve(times.slice(1));
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
  );
  return page.keyboard.type(text, { delay: 120 }).then(() => times);
}

const plain = (
  count: number,
) => `<style>body{margin:0}div#s{height:800px;overflow:auto}p{margin:0;height:32px;content-visibility:auto;contain-intrinsic-size:auto 32px}</style>
<div id="s"></div><script>const s=document.getElementById('s');s.innerHTML=Array.from({length:${count}},(_,n)=>'<p>web-'+n+' running eu-west-1 m7g.large 10.0.0.'+n%250+'</p>').join('')</script>`;

function say(bench: string, times: number[], peer: number[] | null): void {
  const p95 = percentile(times, 0.95);
  report({
    bench,
    frame_p50_ms: percentile(times, 0.5),
    frame_p95_ms: p95,
    frame_max_ms: Math.max(...times),
    ...(peer ? { peer: 'plain rows with content-visibility', peer_frame_p95_ms: percentile(peer, 0.95) } : {}),
    aim_p95_ms: aim,
    met: p95 <= aim,
  });
}

const reason = whyNotBuilt();
if (reason) reportNotRun('grid-scroll-100k', reason);
else {
  const home = prepareDemoHome(scale);
  const host = await serveHome(home);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(host.url);
    await page.getByTestId('machine-total').filter({ hasText: '100,000' }).waitFor({ timeout: 120_000 });
    await page.goto(`${new URL('/', host.url).href}#/compute`);
    await page
      .getByTestId('machine-count')
      .filter({ hasText: /^1\d\d,\d{3} of/ })
      .waitFor({ timeout: 60_000 });
    const grid = '[data-testid="grid-scroller"]';
    await page.locator(grid).waitFor();
    const peerPage = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await peerPage.setContent(plain(20_000));
    await peerPage.bringToFront();
    const peer = await scroll(peerPage, '#s', 90);
    await peerPage.close();
    await page.bringToFront();
    await scroll(page, grid, 90);
    say('grid-scroll-100k', await scroll(page, grid, 90), peer);
    say('grid-jump-100k', await scroll(page, grid, 20_000), null);
    await page.keyboard.press('/');
    say('grid-filter-100k', await typed(page, 'web prod eu'), null);
  } finally {
    await browser.close();
    await host.stop();
    removeHome(home);
  }
}
