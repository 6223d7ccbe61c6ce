import { describe, expect, it } from 'vitest';
import { slug } from '#core/schedules/export/export-parts.ts';
import { exportSchedule } from '#core/schedules/export/export-schedule.ts';
import { zonedTime } from '#core/schedules/export/zoned-time.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import type { Schedule } from '#shared/model/schedule.ts';
import { machine } from '#tests/helpers/machines.ts';
import { officeHours } from '#tests/helpers/schedules.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const now = Date.UTC(2026, 10, 15, 12);
const schedule: Schedule = { ...officeHours, id: 's1', createdAt: now };
const of = (overrides: Parameters<typeof machine>[0]): CachedMachine => ({ ...machine(overrides), connectionId: 'c1' });
const instances = (count: number, region = 'eu-west-1') => Array.from({ length: count }, (_, at) => of({ id: `i-${at}`, region }));
const vm = (at: number) => `/subscriptions/sub-1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-${at}`;
const write = (change: Partial<Schedule>, machines: CachedMachine[]) =>
  exportSchedule({ schedule: { ...schedule, ...change }, machines, now });

describe('for EventBridge Scheduler', () => {
  it('is a template with one schedule for each fifty instances and action', () => {
    const [one, ...others] = write({}, instances(51));
    expect(others).toEqual([]);
    expect(one).toMatchObject({ format: 'eventbridge', fileName: 'office-hours-111122223333-eu-west-1.cloudformation.json' });
    const template = JSON.parse(one!.text) as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
    expect(Object.keys(template.Resources)).toEqual(['Start1', 'Start2', 'Stop1', 'Stop2']);
    expect(template.Resources['Stop2']).toEqual({
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Description: 'Office hours: stop 1 instances',
        State: 'ENABLED',
        ScheduleExpression: 'cron(0 18 ? * 2-6 *)',
        ScheduleExpressionTimezone: 'Europe/Vienna',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances',
          RoleArn: { Ref: 'SchedulerRoleArn' },
          Input: '{"InstanceIds":["i-50"]}',
        },
      },
    });
    expect(template).toMatchObject({ AWSTemplateFormatVersion: '2010-09-09', Parameters: { SchedulerRoleArn: { Type: 'String' } } });
  });

  it('is apart for each account and region, in its partition', () => {
    const all = write({ start: null, enabled: false }, [...instances(1), ...instances(1, 'us-gov-west-1'), of({ account: '4711' })]);
    expect(all.map(({ fileName }) => fileName.replace('office-hours-', ''))).toEqual([
      '111122223333-eu-west-1.cloudformation.json',
      '111122223333-us-gov-west-1.cloudformation.json',
      '4711-eu-west-1.cloudformation.json',
    ]);
    expect(all[1]!.text).toContain('arn:aws-us-gov:scheduler:::aws-sdk:ec2:stopInstances');
    expect(all[0]!.text).toContain('"State": "DISABLED"');
    expect(all[0]!.text).not.toContain('startInstances');
  });

  it('says what it does not contain', () => {
    const [one] = write({ start: '0 8 13 * +5', holidays: [{ day: '2026-12-25', name: 'Christmas' }] }, instances(2));
    const notes = one!.notes.join('\n');
    expect(notes).toContain('The start is left out: the provider cannot express a day of the month that must also be a certain weekday');
    expect(notes).toContain('no holidays');
    expect(notes).toContain('Machines that match later are not in it');
    const [none] = write({ start: '0 8 13 * +5', stop: null }, instances(2));
    expect(none!.text).toBe('');
  });
});

describe('for Azure Automation', () => {
  const machines = [1, 2].map((at) => of({ id: vm(at), provider: 'azure', account: 'sub-1', region: 'westeurope' }));

  it('is a template of weekly schedules that call a runbook, and the runbook', () => {
    const [arm, runbook] = write({}, machines);
    const { resources, parameters } = JSON.parse(arm!.text) as { resources: Record<string, unknown>[]; parameters: object };
    expect(Object.keys(parameters)).toEqual(['automationAccountName', 'location', 'runbookContentUri']);
    expect(resources.map(({ type }) => String(type).split('/').at(-1))).toEqual([
      'runbooks',
      'schedules',
      'jobSchedules',
      'schedules',
      'jobSchedules',
    ]);
    expect(resources[1]).toMatchObject({
      name: "[concat(parameters('automationAccountName'), '/office-hours-start-1')]",
      properties: {
        startTime: '2026-11-17T08:00:00+01:00',
        frequency: 'Week',
        interval: 1,
        timeZone: 'Europe/Vienna',
        advancedSchedule: { weekDays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] },
      },
    });
    expect(resources[4]).toMatchObject({
      properties: {
        runbook: { name: 'start-stop-machines' },
        schedule: { name: 'office-hours-stop-1' },
        parameters: { Action: 'stop', ResourceIds: `${vm(1)},${vm(2)}` },
      },
    });
    expect(runbook).toMatchObject({ format: 'azure-automation', fileName: 'start-stop-machines.ps1' });
    expect(runbook!.text).toContain('Stop-AzVM -Id $id -Force');
  });

  it('keeps Azure from reading a name as an expression', () => {
    const [arm] = write({ name: '[prod] hours' }, machines);
    expect(arm!.text).toContain('"description": "[[prod] hours: start"');
  });
});

describe('for Google Cloud', () => {
  const machines = [1, 2].map((at) =>
    of({ id: `vm-${at}`, name: `vm-${at}`, provider: 'gcp', account: 'shop', region: 'europe-west4', zone: 'europe-west4-a' }),
  );

  it('is a resource policy, and the commands that attach it', () => {
    const [policy, script] = write({ stop: '30 18 * * *' }, machines);
    expect(JSON.parse(policy!.text)).toEqual({
      name: 'office-hours',
      region: 'europe-west4',
      description: 'Office hours',
      instanceSchedulePolicy: {
        vmStartSchedule: { schedule: '0 8 * * 1-5' },
        vmStopSchedule: { schedule: '30 18 * * *' },
        timeZone: 'Europe/Vienna',
      },
    });
    expect(script!.text).toContain("--vm-start-schedule='0 8 * * 1-5'");
    expect(script!.text.match(/add-resource-policies/g)).toHaveLength(2);
    expect(script!.text).toContain("add-resource-policies 'vm-2' --project=shop --zone=europe-west4-a --resource-policies=office-hours");
  });

  it('takes a thousand instances each', () => {
    const many = Array.from({ length: 1001 }, (_, at) => ({ ...machines[0]!, name: `vm-${at}` }));
    expect(write({}, many).map(({ fileName }) => fileName)).toEqual(
      ['1.json', '1.sh', '2.json', '2.sh'].map((end) => `office-hours-${end.replace('.', '-shop-europe-west4.')}`),
    );
  });

  it('leaves out what five fields cannot say', () => {
    const [policy] = write({ start: '0 8 L * *' }, machines);
    expect(policy!.text).not.toContain('vmStartSchedule');
    expect(policy!.notes.join('\n')).toContain('The start is left out: the provider cannot express the last day of the month (L)');
  });

  it('cannot be broken out of by a name', () => {
    const [, script] = write({ name: "it's $(rm)" }, machines);
    expect(script!.text).toContain(String.raw`--description='it'\''s $(rm)'`);
  });
});

it('writes all providers of a schedule, and refuses when there is none', async () => {
  const mixed = [...instances(1), of({ id: vm(1), provider: 'azure' }), of({ provider: 'gcp' }), of({ provider: 'other' })];
  expect(write({}, mixed).map(({ format }) => format)).toEqual([
    'eventbridge',
    'azure-automation',
    'azure-automation',
    'gcp-instance-schedule',
    'gcp-instance-schedule',
  ]);
  expect((await errorOf(() => write({}, [of({ provider: 'other' })]))).code).toBe('not_found');
});

it('names and times are as providers take them', () => {
  expect(slug('  Büro: Öffnungszeiten (Wien)! ')).toBe('buro-offnungszeiten-wien');
  expect(slug('24/7')).toBe('s-24-7');
  expect(slug('日本')).toBe('schedule');
  expect(zonedTime(now, 'UTC')).toBe('2026-11-15T12:00:00+00:00');
  expect(zonedTime(now, 'America/St_Johns')).toBe('2026-11-15T08:30:00-03:30');
});
