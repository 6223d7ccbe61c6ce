import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demo } from '#connectors/demo/index.ts';
import { cliHere } from '#tests/helpers/cli.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { testCore } from '#tests/helpers/test-core.ts';

const schedule = {
  name: 'Office hours',
  enabled: true,
  targets: { selection: { text: '', where: [{ column: 'environment' as const, values: ['staging'] }] } },
  timeZone: 'Europe/Vienna',
  start: '0 8 * * 1-5',
  stop: '0 18 * * 1-5',
  holidays: [],
};

/** A home with a small demo organisation and one schedule, saved by a console. */
async function homeWithSchedule(): Promise<string> {
  const { client, endOf, home } = await testCore([demo]);
  const { id } = await client.connections.add({ kind: 'demo', name: 'Demo', settings: { scale: 0.05 } });
  await endOf(await client.sync.run({ connectionId: id, dataSet: 'machines' }));
  await client.schedules.save({ schedule });
  return home;
}

test('lists, previews and exports schedules, and runs none', async () => {
  const home = await homeWithSchedule();
  const listed = await cliHere(['schedules', 'list', '--json', '--home', home]);
  const { schedules } = listed.json<{ schedules: { id: string; machines: number; next: { at: number } }[] }>();
  expect(schedules).toMatchObject([{ name: 'Office hours', held: 0, last: null }]);
  expect(schedules[0]!.machines).toBeGreaterThan(3);
  const text = await cliHere(['schedules', 'list', '--home', home]);
  expect(text.stdout).toContain('Office hours');
  const preview = await cliHere(['schedules', 'preview', 'Office hours', '--count', '3', '--json', '--home', home]);
  const { times } = preview.json<{ times: { at: number; skipped: null }[] }>();
  expect(times.map(({ at }) => at)[0]).toBe(schedules[0]!.next.at);
  expect(times).toHaveLength(3);
  const to = join(tempFolder(), 'out');
  const written = await cliHere(['schedules', 'export', schedules[0]!.id, '--to', to, '--json', '--home', home]);
  const files = readdirSync(to);
  expect(
    written
      .json<{ files: string[] }>()
      .files.map((path) => path.slice(to.length + 1))
      .sort(),
  ).toEqual(files.sort());
  const template = files.find((name) => name.endsWith('.cloudformation.json'))!;
  expect(JSON.parse(readFileSync(join(to, template), 'utf8'))).toMatchObject({ AWSTemplateFormatVersion: '2010-09-09' });
  const printed = await cliHere(['schedules', 'export', 'Office hours', '--home', home]);
  expect(printed.stdout).toContain('aws cloudformation deploy');
});

test('says which schedule there is not, and what is wrong usage', async () => {
  const home = tempFolder();
  const missing = await cliHere(['schedules', 'preview', 'Nights', '--json', '--home', home]);
  expect(missing).toMatchObject({ exit: 1 });
  expect(missing.json()).toMatchObject({ error: { code: 'not_found', hint: 'List them with `schedules list`.' } });
  expect((await cliHere(['schedules', 'preview', 'Nights', '--count', '0', '--home', home])).exit).toBe(2);
});
