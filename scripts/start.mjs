// `npm start`: the desktop window where Electron runs, else the headless host in a browser. Says why in one line.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findElectron, whyNoDisplay } from './electron-runtime.mjs';

const root = join(import.meta.dirname, '..');
const downloadLimitMs = 5 * 60_000;
/** A window that closes with a fault this early never opened: missing system libraries, a refused sandbox. */
const earlyExitMs = 10_000;

function download() {
  process.stderr.write('Downloading the Electron runtime (once) …\n');
  spawnSync(process.execPath, [join(root, 'node_modules/electron/install.js')], { cwd: root, stdio: 'ignore', timeout: downloadLimitMs });
  return findElectron();
}

function headless(reason) {
  process.stderr.write(`No Electron window here: ${reason}. Opening the console in the browser instead.\n`);
  const host = spawn(process.execPath, [join(root, 'electron/host/cli.ts'), 'serve', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  forward(host);
  host.on('exit', (code) => process.exit(code ?? 1));
}

function forward(child) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
}

function desktop(electron) {
  const startedAt = Date.now();
  const app = spawn(electron, [root, ...process.argv.slice(2)], { cwd: root, stdio: ['inherit', 'inherit', 'pipe'] });
  let complaint = '';
  app.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  forward(app);
  app.on('exit', (code) => {
    if (code === 0 || Date.now() - startedAt > earlyExitMs) process.exit(code ?? 0);
    headless(`Electron did not start (${complaint.trim().split('\n').at(-1) || `exit code ${code}`})`);
  });
}

const noDisplay = whyNoDisplay();
if (noDisplay) headless(noDisplay);
else {
  const electron = findElectron() ?? download();
  if (electron) desktop(electron);
  else headless('its runtime is not installed and could not be downloaded');
}
