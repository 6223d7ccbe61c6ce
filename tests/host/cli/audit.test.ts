import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDurable } from '#core/operations/open-durable.ts';
import type { Plan } from '#shared/model/action.ts';
import type { AuditLine, AuditRecord, AuditVerdict } from '#shared/model/audit.ts';
import { cli, cliHere } from '#tests/helpers/cli.ts';
import { type CliFleet, cliFleet } from '#tests/helpers/cli-fleet.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

async function withRuns(): Promise<CliFleet> {
  const fleet = await cliFleet();
  fleet.link.faults.set('m-1 stop', ['forbidden']);
  await fleet.run('compute', 'apply', (await fleet.plan('stop', '--where', 'kind=machine')).id);
  return fleet;
}

test('lists newest first, filtered, and shows one with the whole plan', async () => {
  const fleet = await withRuns();
  const list = async (...argv: string[]) => (await fleet.json<{ records: AuditLine[] }>('audit', 'list', ...argv)).records;
  const all = await list();
  expect(all.map(({ event }) => event)).toEqual(['run_ended', 'target_ended', 'target_ended', 'target_ended', 'run_started']);
  expect(await list('--outcome', 'failed')).toMatchObject([{ subject: { machineId: 'm-1' } }]);
  expect(await list('--event', 'run_started', '--event', 'run_ended')).toHaveLength(2);
  expect(await list('--filter', 'WEB-2 north', '--run', all[0]!.runId!)).toHaveLength(1);
  expect(await list('--to', '2026-11-15')).toEqual([]);
  expect(await list('--from', '2026-11-15', '--to', '2026-11-16')).toHaveLength(5);
  expect(await list('--limit', '2', '--offset', '4')).toHaveLength(1);
  const record = await fleet.json<AuditRecord>('audit', 'show', '1');
  expect((record.details as Plan).targets).toHaveLength(3);
  expect((await fleet.run('audit', 'show', '1')).text).toContain('"targets": [');
  expect(await errorOf(fleet.run('audit', 'show', '99'))).toMatchObject({ code: 'not_found' });
  expect(await errorOf(fleet.run('audit', 'list', '--event', 'party'))).toMatchObject({ code: 'invalid_input' });
  expect(await errorOf(fleet.run('audit', 'list', '--from', 'yesterday'))).toMatchObject({ code: 'invalid_input' });
});

test('exports JSON Lines', async () => {
  const fleet = await withRuns();
  const path = join(tempFolder(), 'audit.jsonl');
  expect(await fleet.json('audit', 'export', path, '--event', 'target_ended')).toEqual({ path, records: 3 });
  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditRecord);
  expect(lines.map(({ seq }) => seq)).toEqual([2, 3, 4]);
});

test('verify exits 0, and 1 naming the first broken record', async () => {
  const home = tempFolder();
  // The operations store of a new home is made by the first command that needs it.
  expect(await cliHere(['audit', 'verify', '--json', '--home', home])).toMatchObject({ exit: 0 });
  const added = await cliHere(['connections', 'add', 'demo', '--set', 'scale=0.05', '--json', '--home', home]);
  expect(added.exit).toBe(0);
  await cliHere(['sync', '--data-set', 'machines', '--home', home]);
  const listed = await cliHere([
    'compute',
    'list',
    '--cached',
    '--where',
    'state=running',
    '--kind',
    'machine',
    '--limit',
    '2',
    '--json',
    '--home',
    home,
  ]);
  const ids = listed.json<{ rows: { id: string }[] }>().rows.map(({ id }) => id);
  const plan = (await cliHere(['compute', 'plan', 'reboot', ...ids, '--json', '--home', home])).json<Plan>();
  const words = plan.confirm.kind === 'typed' ? plan.confirm.text : '';
  const applied = await cli(['compute', 'apply', plan.id, '--confirm', words, '--json', '--home', home]);
  expect(applied).toMatchObject({ exit: 0 });
  expect(applied.json()).toMatchObject({ run: { state: 'succeeded', counts: { succeeded: 2 } } });
  const sound = await cli(['audit', 'verify', '--json', '--home', home]);
  expect(sound.exit).toBe(0);
  expect(sound.json<AuditVerdict>()).toMatchObject({ ok: true, records: 4 });
  const key = readFileSync(join(home, 'cache.key'), 'utf8').trim();
  const db = openDurable(join(home, 'operations', 'audit.db'), key);
  db.exec("DROP TRIGGER no_update; UPDATE records SET body = replace(body, 'succeeded', 'failed') WHERE seq = 3");
  db.close();
  const broken = await cli(['audit', 'verify', '--json', '--home', home]);
  expect(broken.exit).toBe(1);
  expect(broken.json()).toMatchObject({ ok: false, broken: { seq: 3, reason: expect.stringContaining('changed') } });
  expect(broken.stderr).toContain('Record 3 is not what was written');
});
