import { expect, test } from 'vitest';
import { cliHere } from '#tests/helpers/cli.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

interface Shown {
  machineId: string;
  series: { metric: string; unit: string; start: number; stepMs: number; values: (number | null)[] }[];
}

test('measures a machine: each value of one metric, a summary of several', async () => {
  const home = tempFolder();
  const run = (...argv: string[]) => cliHere([...argv, '--home', home]);
  await run('connections', 'add', 'demo', '--set', 'scale=0.05');
  await run('sync', '--data-set', 'machines');
  const listed = await run('compute', 'list', '--cached', '--kind', 'machine', '--where', 'state=running', '--limit', '1', '--json');
  const [{ id, name }] = listed.json<{ rows: [{ id: string; name: string }] }>().rows;
  const shown = (await run('compute', 'metrics', name, '--metric', 'cpu', '--range', '1h', '--json')).json<Shown>();
  expect(shown).toMatchObject({ machineId: id, series: [{ metric: 'cpu', unit: '%' }] });
  const { values, stepMs } = shown.series[0]!;
  // The steps at both ends of the hour may reach beyond it.
  expect(values.length * stepMs).toBeLessThanOrEqual(3_600_000 + stepMs);
  expect(values.filter((value) => value !== null).length).toBeGreaterThan(5);
  const table = await run('compute', 'metrics', id, '--metric', 'cpu', '--range', '1h', '--cached');
  expect(table.stdout).toMatch(/AT +CPU % +HIGHEST/);
  expect(table.stdout.split('\n').filter((line) => /^20\d\d-/.test(line)).length).toBeGreaterThan(5);
  const summary = await run('compute', 'metrics', id);
  expect(summary.stdout).toMatch(/METRIC +UNIT +LAST/);
  expect(summary.stdout).toMatch(/\ncpu +% +[\d.]+/);
  const machine = await run('compute', 'show', id, '--json');
  expect(machine.json()).toMatchObject({
    machine: { id },
    metrics: { cpu: { last: expect.any(Number), mean: expect.any(Number) } },
    runs: [],
  });
});

test.each([
  ['a metric', ['--metric', 'mood']],
  ['a range', ['--range', '2y']],
])('%s that is none is wrong usage', async (_, more) => {
  const done = await cliHere(['compute', 'metrics', 'm', ...more, '--json', '--home', tempFolder()]);
  expect([done.exit, done.json<{ error: { code: string } }>().error.code]).toEqual([2, 'invalid_input']);
});
