// `npm test`: every check and test that this machine can run, with one closing line. What cannot run here is reported
// as not run, with the reason. With AETHERIUM_TEST_ALL=1 (set by .ci/run) nothing is optional: what cannot run fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron, whyNoDesktop } from './electron-runtime.mjs';

const root = join(import.meta.dirname, '..');
const everything = process.env.AETHERIUM_TEST_ALL === '1';
const reports = mkdtempSync(join(tmpdir(), 'aetherium-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** What the reader must know besides the counts: tests that could not run, and tests that passed only when repeated. */
const remarks = [];

/** Runs a program of node_modules; true when it succeeded. */
function run(title, file, args, env = {}) {
  process.stdout.write(`\n== ${title}\n`);
  const done = spawnSync(process.execPath, [join(root, file), ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return done.status === 0;
}

function add(counts, succeeded, title) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (succeeded || counts.failed > 0) return;
  total.failed += 1;
  process.stdout.write(`${title}: failed outside of a test\n`);
}

function readReport(name, read) {
  const file = join(reports, name);
  return existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 };
}

function check(title, file, args) {
  const succeeded = run(title, file, args);
  add({ passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 }, succeeded, title);
}

function vitest(title, ...projects) {
  const name = `${projects.join('-')}.json`;
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(reports, name)}`,
  ];
  const succeeded = run(title, 'node_modules/vitest/vitest.mjs', args);
  const counts = readReport(name, (json) => ({
    passed: json.numPassedTests,
    failed: json.numFailedTests,
    skipped: json.numPendingTests + json.numTodoTests,
  }));
  add(counts, succeeded, title);
}

/** Every test of a Playwright report, however deep in groups. */
function specsOf({ suites = [], specs = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function playwright(title, project, env) {
  const name = `${project}.json`;
  const args = ['test', '--project', project, '--reporter=line,json'];
  const succeeded = run(title, 'node_modules/@playwright/test/cli.js', args, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, name) });
  const counts = readReport(name, (json) => {
    for (const spec of specsOf(json))
      if (spec.tests.some(({ status }) => status === 'flaky')) remarks.push(`flaky: ${spec.file}: ${spec.title}`);
    const { stats } = json;
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
  });
  add(counts, succeeded, title);
}

function canremarks(title, reason) {
  if (everything) add({ passed: 0, failed: 1, skipped: 0 }, false, title);
  remarks.push(`${title}: not run, ${reason}`);
}

check('types: shared', 'node_modules/typescript/bin/tsc', ['-p', 'shared']);
check('types: electron', 'node_modules/typescript/bin/tsc', ['-p', 'electron']);
check('types: renderer', 'node_modules/typescript/bin/tsc', ['-p', 'renderer']);
check('types: tests', 'node_modules/typescript/bin/tsc', ['-p', 'tests']);
check('lint and layer rules', 'node_modules/oxlint/bin/oxlint', ['--type-aware']);
check('format', 'node_modules/@biomejs/biome/bin/biome', ['ci']);
check('unused code', 'node_modules/knip/bin/knip.js', []);
vitest('unit, service and conformance tests', 'unit', 'renderer');
check('build', 'scripts/build.mjs', []);
playwright('browser end-to-end tests', 'browser', {});

const noDesktop = whyNoDesktop();
if (noDesktop) canremarks('desktop end-to-end tests', noDesktop);
else playwright('desktop end-to-end tests', 'desktop', { AETHERIUM_ELECTRON: findElectron() });
if (everything) vitest('wire tests', 'wire');

rmSync(reports, { recursive: true, force: true });
process.stdout.write(`\n${remarks.map((line) => `${line}\n`).join('')}`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed > 0 ? 1 : 0);
