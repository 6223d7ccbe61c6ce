// Sets up what is missing and says nothing when nothing is. Runs on any Node from 20 on, before every script that
// needs the dependencies. Install scripts stay off (some would compile or download); the one that is needed, which
// fetches the Node 24 that runs our scripts, is run by name.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

function modified(file) {
  const path = join(root, file);
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** Runs npm quietly; shows what it said only when it failed. */
function run(...args) {
  const quiet = ['--loglevel=error', '--no-fund', '--no-audit', '--no-update-notifier'];
  const done = spawnSync(npm, [...args, ...quiet], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}\nSet-up failed at: npm ${args.join(' ')}\n`);
  process.exit(1);
}

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  process.stderr.write('Installing dependencies (first start, or the lockfile changed) …\n');
  run('ci', '--ignore-scripts');
}
if (!existsSync(join(root, 'node_modules/node/bin/node')) && !existsSync(join(root, 'node_modules/node/bin/node.exe'))) {
  process.stderr.write('Installing Node 24 for the scripts …\n');
  run('rebuild', 'node', '--ignore-scripts=false');
}
