import { describe, expect, test } from 'vitest';
import type { Plan, Run } from '#shared/model/action.ts';
import { type CliFleet, cliFleet, type Ran } from '#tests/helpers/cli-fleet.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const guard = (cli: CliFleet, kind: 'typed' | 'read_only') =>
  cli.client.settings.set({
    environments: { rules: [{ environment: 'Live', by: 'name', tag: '', pattern: 'web-*' }], guards: { live: kind } },
  });

describe('compute plan', () => {
  test('by id or name prints the plan, its steps and how to carry it out', async () => {
    const cli = await cliFleet();
    const { text, json, exit } = await cli.run('compute', 'plan', 'stop', 'm-0', 'web-1');
    const plan = json as Plan;
    expect(exit).toBe(0);
    expect(plan.targets.map(({ machineId }) => machineId)).toEqual(['m-0', 'm-1']);
    expect(text).toContain('Stop: 2 to act on, 0 skipped, 0 refused');
    expect(text).toContain('Step stop (fleet:stop)');
    expect(text).toContain(`compute apply ${plan.id}\n`);
    expect(cli.link.calls).toEqual([]);
  });

  test('takes a selection by words and columns, and a connection', async () => {
    const cli = await cliFleet(fleetMachines(6));
    const by = async (...argv: string[]) => (await cli.plan('stop', ...argv)).targets.map(({ machineId }) => machineId);
    expect(await by('--where', 'region=east', '--connection', 'fleet')).toEqual(['m-0', 'm-3']);
    expect(await by('--filter', 'web-4')).toEqual(['m-4']);
    expect(await by('--where', 'region=east', '--where', 'region=west', '--where', 'account=account-0')).toEqual(['m-0', 'm-4']);
    expect(await errorOf(cli.plan('stop', '--filter', 'nothing'))).toMatchObject({ code: 'invalid_input' });
  });

  test('types its inputs as the action does, and joins lines', async () => {
    const cli = await cliFleet([
      ...fleetMachines(1),
      ...fleetMachines(1, { kind: 'group' }).map((one) => ({ ...one, id: 'g', name: 'group' })),
    ]);
    expect(await cli.plan('scale', 'group', '--set', 'desired=4')).toMatchObject({ input: { desired: 4 } });
    expect(await cli.plan('tag', 'm-0', '--set', 'set=a=1', '--set', 'set=b=2')).toMatchObject({ input: { set: 'a=1\nb=2' } });
    expect(await cli.plan('resize', 'm-0', '--set', 'type=m7g.large')).toMatchObject({
      input: { type: 'm7g.large' },
      targets: [{ steps: [{ id: 'stop' }, { id: 'modify' }, { id: 'start' }] }],
    });
  });

  test('says what to type for what is guarded or cannot be undone, quoted for a shell', async () => {
    const cli = await cliFleet();
    await guard(cli, 'typed');
    expect((await cli.run('compute', 'plan', 'stop', 'm-0')).text).toContain('It changes Live.');
    const { text, json } = await cli.run('compute', 'plan', 'terminate', 'm-0', 'm-1');
    expect(text).toContain(`compute apply ${(json as Plan).id} --confirm 'terminate 2'\n`);
  });

  test('a read-only environment refuses', async () => {
    const cli = await cliFleet();
    await guard(cli, 'read_only');
    expect(await errorOf(cli.plan('stop', 'm-0'))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Live is read-only'),
    });
  });

  test('names the candidates of an ambiguous name, and what it does not know', async () => {
    const twins = fleetMachines(4).map((one, n) => (n < 3 ? { ...one, name: 'twin' } : one));
    const cli = await cliFleet(twins);
    for (const ids of [['twin'], ['m-3', 'twin']]) {
      const error = await errorOf(cli.plan('stop', ...ids));
      expect(error).toMatchObject({ code: 'conflict', message: '3 machines are called twin' });
      expect(error.hint).toContain(`m-0 (${cli.connectionId}, account-0, east); m-1`);
    }
    expect(await errorOf(cli.plan('stop', 'm-9'))).toMatchObject({ code: 'not_found' });
    expect(await errorOf(cli.plan('stop', 'm-0', '--connection', 'other'))).toMatchObject({ code: 'not_found' });
    expect(await errorOf(cli.plan('dance', 'm-0'))).toMatchObject({ code: 'invalid_input', hint: expect.stringContaining('reboot') });
    expect(await errorOf(cli.plan('stop'))).toMatchObject({ code: 'invalid_input' });
    expect(await errorOf(cli.plan('stop', 'm-0', '--filter', 'x'))).toMatchObject({ code: 'invalid_input' });
    expect(await errorOf(cli.plan('stop', 'm-0', '--set', 'x'))).toMatchObject({ code: 'invalid_input' });
  });
});

describe('compute apply', () => {
  test('waits for the end, with progress on stderr, and says how each target fared', async () => {
    const cli = await cliFleet();
    const { id } = await cli.plan('stop', 'm-0', 'm-1', 'm-2');
    const { json, text, exit } = await cli.run('compute', 'apply', id);
    const { run, targets } = json as Ran;
    expect(exit).toBe(0);
    expect(run).toMatchObject({ state: 'succeeded', planId: id, actor: { kind: 'person', via: 'cli' } });
    expect(targets.map(({ outcome, after }) => `${outcome} ${after?.state}`)).toEqual(Array(3).fill('succeeded stopped'));
    expect(cli.fleet.effects.get('m-1 stop')).toBe(1);
    expect(text).toContain('running → stopped');
    expect(text).toContain(`actions undo ${run.id}`);
    expect(cli.said.join('')).toMatch(/Stop: (running|succeeded).*3 of 3 targets/);
  });

  test('exit 3 when some targets failed, 1 when all did, and retries only those', async () => {
    const cli = await cliFleet();
    cli.link.faults.set('m-1 stop', ['forbidden']);
    const partly = await cli.run('compute', 'apply', (await cli.plan('stop', '--where', 'kind=machine')).id);
    expect(partly).toMatchObject({
      exit: 3,
      json: { run: { state: 'partial' }, targets: [{ machineId: 'm-1', outcome: 'failed' }, {}, {}] },
    });
    expect(partly.text).toContain('Not allowed');
    const { run } = partly.json as Ran;
    const retry = await cli.json<Plan>('actions', 'retry', run.id);
    expect(retry).toMatchObject({ origin: { kind: 'retry', runId: run.id }, targets: [{ machineId: 'm-1' }] });
    cli.link.faults.set('m-1 stop', ['forbidden']);
    expect(await cli.run('compute', 'apply', retry.id)).toMatchObject({ exit: 1, json: { run: { state: 'failed' } } });
    expect(await cli.run('actions', 'retry', run.id, '--confirm')).toMatchObject({ exit: 0, json: { run: { state: 'succeeded' } } });
    expect(cli.fleet.effects.get('m-0 stop')).toBe(1);
  });

  test('is refused without the words asked for', async () => {
    const cli = await cliFleet();
    const { id } = await cli.plan('terminate', 'm-0');
    expect(await errorOf(cli.run('compute', 'apply', id))).toMatchObject({ code: 'invalid_input', hint: 'Type web-0' });
    expect(await cli.run('compute', 'apply', id, '--confirm', 'web-0')).toMatchObject({ exit: 0 });
    expect(cli.fleet.machines.get('m-0')).toMatchObject({ state: 'terminated' });
  });

  test('a target that changed since is a conflict: exit 1, the error and a fresh plan', async () => {
    const cli = await cliFleet();
    const { id } = await cli.plan('stop', 'm-0', 'm-1');
    cli.fleet.machines.set('m-0', { ...cli.fleet.machines.get('m-0')!, type: 'changed.large' });
    const { exit, json, text } = await cli.run('compute', 'apply', id);
    expect(exit).toBe(1);
    expect(json).toMatchObject({ error: { code: 'conflict' }, changed: [{ machineId: 'm-0' }], plan: { state: 'open' } });
    const fresh = (json as { plan: Plan }).plan.id;
    expect(text).toContain(`compute apply ${fresh}`);
    expect(cli.said.join('')).toContain('Changed since the plan was made: web-0');
    expect(cli.link.calls).toEqual([]);
    expect(await cli.run('compute', 'apply', fresh)).toMatchObject({ exit: 0 });
  });

  test('Ctrl-C cancels what has not begun', async () => {
    const cli = await cliFleet(fleetMachines(12).map((one) => ({ ...one, account: 'a', region: 'east' })));
    const { id } = await cli.plan('stop', '--where', 'kind=machine');
    // The provider takes four calls and no more: the others wait for their turn.
    cli.link.anyFault = () => (cli.link.calls.length > 4 ? 'throttle' : null);
    const applying = cli.run('compute', 'apply', id);
    await until(() => cli.link.calls.length > 4);
    cli.interrupt();
    const { json, exit } = await applying;
    const { run } = json as Ran;
    expect(exit).toBe(3);
    expect(run.state).toBe('cancelled');
    expect(run.counts).toMatchObject({ succeeded: 4, cancelled: 8 });
    expect(cli.said.join('')).toContain('Cancelling what has not begun');
    expect(await cli.json<Plan>('actions', 'retry', run.id)).toMatchObject({ counts: { act: 8 } });
  });

  test('a second Ctrl-C leaves the run; another process goes on with it, and does nothing twice', async () => {
    const cli = await cliFleet();
    cli.fleet.slowness = 60_000;
    const applying = cli.run('compute', 'apply', (await cli.plan('stop', 'm-0', 'm-1')).id);
    await until(() => cli.link.calls.length === 2);
    cli.interrupt();
    cli.insist();
    const { exit, json } = await applying;
    const { run } = json as Ran;
    expect(exit).toBe(1);
    expect(cli.said.join('')).toContain(`actions resume ${run.id}`);
    await cli.core.close();
    const next = await cliFleet([], cli);
    expect(await next.json('actions', 'show', run.id)).toMatchObject({ run: { state: 'interrupted' } });
    expect(await next.run('actions', 'resume', run.id)).toMatchObject({ exit: 0, json: { run: { state: 'succeeded' } } });
    expect([...cli.fleet.effects]).toEqual([
      ['m-0 stop', 1],
      ['m-1 stop', 1],
    ]);
    expect(await next.run('audit', 'verify')).toMatchObject({ exit: 0 });
  });
});

describe('actions', () => {
  test('lists runs, of a machine too, and shows one', async () => {
    const cli = await cliFleet();
    const stopped = (await cli.json<Ran>('compute', 'apply', (await cli.plan('stop', 'm-0')).id)).run;
    const rebooted = (await cli.json<Ran>('compute', 'apply', (await cli.plan('reboot', 'm-1')).id)).run;
    const list = (...argv: string[]) => cli.json<{ runs: Run[]; total: number }>('actions', 'list', ...argv);
    expect((await list()).runs.map(({ id }) => id)).toEqual([rebooted.id, stopped.id]);
    expect((await list('--machine', 'web-0')).runs.map(({ id }) => id)).toEqual([stopped.id]);
    const shown = await cli.run('actions', 'show', stopped.id);
    expect(shown).toMatchObject({ exit: 0, json: { run: { id: stopped.id }, targets: [{ machineId: 'm-0', outcome: 'succeeded' }] } });
    expect(await errorOf(cli.run('actions', 'show', 'run-x'))).toMatchObject({ code: 'not_found' });
  });

  test('undoes a run: the plan first, then with --confirm', async () => {
    const cli = await cliFleet();
    const { run } = await cli.json<Ran>('compute', 'apply', (await cli.plan('stop', 'm-0')).id);
    expect(await cli.json<Plan>('actions', 'undo', run.id)).toMatchObject({ action: 'start', origin: { kind: 'undo', runId: run.id } });
    expect(await cli.run('actions', 'undo', run.id, '--confirm')).toMatchObject({
      exit: 0,
      json: { run: { action: 'start', state: 'succeeded' } },
    });
    expect(cli.fleet.machines.get('m-0')!.state).toBe('running');
  });

  test('a run that has ended is neither cancelled nor resumed', async () => {
    const cli = await cliFleet();
    const { run } = await cli.json<Ran>('compute', 'apply', (await cli.plan('stop', 'm-0')).id);
    expect(await cli.run('actions', 'cancel', run.id)).toMatchObject({ exit: 0, json: { cancelled: false, run: { state: 'succeeded' } } });
    expect(await errorOf(cli.run('actions', 'resume', run.id))).toMatchObject({ code: 'conflict' });
  });
});

describe('compute show and list', () => {
  test('show has the machine, its cost and its runs', async () => {
    const cli = await cliFleet();
    await cli.run('compute', 'apply', (await cli.plan('stop', 'm-0')).id);
    const { json, text } = await cli.run('compute', 'show', 'web-0');
    expect(json).toMatchObject({ machine: { id: 'm-0', state: 'stopped' }, cost: [], runs: [{ action: 'stop', state: 'succeeded' }] });
    expect(text).toContain('web-0');
    expect(text).toContain('1 succeeded');
  });

  test('list takes kinds', async () => {
    const cli = await cliFleet([
      ...fleetMachines(2),
      ...fleetMachines(1, { kind: 'group' }).map((one) => ({ ...one, id: 'g', name: 'group' })),
    ]);
    const list = (...argv: string[]) => cli.json<{ rows: { id: string }[] }>('compute', 'list', '--cached', ...argv);
    expect((await list('--kind', 'group')).rows.map(({ id }) => id)).toEqual(['g']);
    expect((await list('--kind', 'group', '--kind', 'machine')).rows).toHaveLength(3);
    expect(await errorOf(list('--kind', 'spaceship'))).toMatchObject({ code: 'invalid_input' });
  });
});
