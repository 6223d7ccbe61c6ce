// `npm run test:desktop`: the desktop tests where an Electron runtime and a display exist, else "not run" and why.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findElectron, whyNoDesktop } from './electron-runtime.mjs';

const root = join(import.meta.dirname, '..');
const reason = whyNoDesktop();
if (reason) {
  process.stdout.write(`desktop end-to-end tests: not run, ${reason}\n`);
} else {
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const env = { ...process.env, AETHERIUM_ELECTRON: findElectron() };
  process.exit(
    spawnSync(process.execPath, [cli, 'test', '--project', 'desktop', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env })
      .status ?? 1,
  );
}
