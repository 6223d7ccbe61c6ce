import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** WebGL in software, and no lookups of the browser's own. */
const flags = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

interface Found {
  executablePath: string;
  args: string[];
  env?: Record<string, string | undefined>;
}

/** The browser from npm, with the libraries that come with it: nothing has to be installed for it. */
async function packedBrowser(): Promise<Found> {
  const { default: packed, inflate } = await import('@sparticuz/chromium');
  const executablePath = await packed.executablePath();
  const folder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../bin');
  const libraries = await inflate(join(folder, 'al2023.tar.br'));
  const env = { ...process.env, LD_LIBRARY_PATH: join(libraries, 'lib'), FONTCONFIG_PATH: join(tmpdir(), 'fonts') };
  return { executablePath, args: packed.args, env };
}

/** Playwright's own browser, else the system's, else the one from npm: the first that is there. */
async function findBrowser(): Promise<Found> {
  const own = chromium.executablePath();
  if (existsSync(own)) return { executablePath: own, args: [] };
  const system = systemBrowsers.find((path) => existsSync(path));
  return system ? { executablePath: system, args: [] } : packedBrowser();
}

/** Starts Chromium headless. As root (containers) its sandbox cannot work and is left out; that is for tests only. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await findBrowser();
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...args, ...flags, ...sandbox], ...(env && { env }) });
}
