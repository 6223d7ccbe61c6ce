// Builds `out/` when a source is newer than the last build; `--force` builds always.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'out/.built');
const sources = ['{electron,renderer,shared,resources}/**/*', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];

/** The folders count as well: a removed file changes only them. */
function newestSource() {
  return Math.max(...globSync(sources, { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs));
}

function build() {
  process.stderr.write('Building …\n');
  rmSync(join(root, 'out'), { recursive: true, force: true });
  const startedAt = new Date();
  const cli = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const done = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'error'], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout}${done.stderr}\nThe build failed.\n`);
    process.exit(1);
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stamp, startedAt.toISOString());
}

if (process.argv.includes('--force') || !existsSync(stamp) || statSync(stamp).mtimeMs < newestSource()) build();
