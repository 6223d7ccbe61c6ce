import type { ScheduleExport } from '#shared/model/schedule.ts';
import { type Converted, shapeOf } from './cron-shape.ts';
import { asJson, chunks, commonNotes, type ExportParts, scheduleActions, slug, unsaidNotes } from './export-parts.ts';
import { gcpCron } from './gcp-cron.ts';

/** Instances one instance schedule may be attached to. Source: its limitations in the Compute Engine guide. */
const maxInstances = 1_000;

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

type Crons = Partial<Record<'start' | 'stop', Converted<string>>>;

function cronsOf({ schedule }: ExportParts): Crons {
  return Object.fromEntries(
    scheduleActions.flatMap((action) => {
      const pattern = schedule[action];
      return pattern === null ? [] : [[action, gcpCron(shapeOf(pattern, action))]];
    }),
  );
}

/** Source: `resourcePolicies` of the Compute Engine REST reference. */
function policy({ schedule, machines }: ExportParts, crons: Crons, name: string) {
  const [start, stop] = [crons.start?.said[0], crons.stop?.said[0]];
  return {
    name,
    region: machines[0]!.region,
    description: schedule.name,
    instanceSchedulePolicy: {
      ...(start !== undefined && { vmStartSchedule: { schedule: start } }),
      ...(stop !== undefined && { vmStopSchedule: { schedule: stop } }),
      timeZone: schedule.timeZone,
    },
  };
}

/** The commands that make the policy and attach it. gcloud takes one instance at a time. */
function script({ schedule, machines }: ExportParts, crons: Crons, name: string): string {
  const { account, region } = machines[0]!;
  const [start, stop] = [crons.start?.said[0], crons.stop?.said[0]];
  const create = [
    `gcloud compute resource-policies create instance-schedule ${name}`,
    `--project=${account} --region=${region} --description=${quoted(schedule.name)}`,
    ...(start !== undefined ? [`--vm-start-schedule=${quoted(start)}`] : []),
    ...(stop !== undefined ? [`--vm-stop-schedule=${quoted(stop)}`] : []),
    `--timezone=${quoted(schedule.timeZone)}`,
  ].join(' \\\n  ');
  const attach = machines.map(
    (machine) =>
      `gcloud compute instances add-resource-policies ${quoted(machine.name)} --project=${account} --zone=${machine.zone} --resource-policies=${name}`,
  );
  return `#!/bin/sh\nset -e\n${[create, ...attach].join('\n')}\n`;
}

/** Whether a start or stop is limited by day of the month and by weekday at once. */
function eitherDay({ schedule }: ExportParts): boolean {
  return scheduleActions.some((action) => {
    const shape = schedule[action] === null ? null : shapeOf(schedule[action], action);
    return shape !== null && shape.monthDays !== null && shape.weekdays !== null;
  });
}

function notesOf(parts: ExportParts, crons: Crons): string[] {
  return [
    'The Compute Engine service agent of the project needs compute.instances.start and compute.instances.stop.',
    'Compute Engine may begin up to 15 minutes after the time, takes one operation an hour and one instance schedule for each instance.',
    ...(eitherDay(parts) ? ['Day of the month and weekday are both given: either of them counts.'] : []),
    ...(parts.schedule.enabled ? [] : ['The schedule is off here, but an attached policy acts at once.']),
    ...scheduleActions.flatMap((action) => (crons[action] ? unsaidNotes(action, crons[action]) : [])),
    ...commonNotes(parts),
  ];
}

function exportOf(parts: ExportParts, part: string): ScheduleExport[] {
  const crons = cronsOf(parts);
  const { account, region } = parts.machines[0]!;
  const name = `${slug(parts.schedule.name)}${part}`;
  const file = `${name}-${account}-${region}`;
  const said = scheduleActions.some((action) => crons[action] && crons[action].said.length > 0);
  const notes = notesOf(parts, crons);
  if (!said) return [{ format: 'gcp-instance-schedule', fileName: `${file}.json`, text: '', notes }];
  const insert = `POST https://compute.googleapis.com/compute/v1/projects/${account}/regions/${region}/resourcePolicies`;
  return [
    {
      format: 'gcp-instance-schedule',
      fileName: `${file}.json`,
      text: asJson(policy(parts, crons, name)),
      notes: [`The body of ${insert}.`, ...notes],
    },
    {
      format: 'gcp-instance-schedule',
      fileName: `${file}.sh`,
      text: script(parts, crons, name),
      notes: ['The same as commands: it makes the policy and attaches it to each instance.'],
    },
  ];
}

/** A resource policy with an instance schedule and the commands to attach it, for the instances of one project and region. */
export function gcpInstanceScheduleExport(parts: ExportParts): ScheduleExport[] {
  const groups = chunks(parts.machines, maxInstances);
  return groups.flatMap((machines, at) => exportOf({ ...parts, machines }, groups.length > 1 ? `-${at + 1}` : ''));
}
