import type { ScheduleExport } from '#shared/model/schedule.ts';
import type { Due } from '../upcoming.ts';
import { awsCron } from './aws-cron.ts';
import { shapeOf } from './cron-shape.ts';
import { asJson, chunks, commonNotes, type ExportParts, scheduleActions, slug, unsaidNotes } from './export-parts.ts';

/** EC2 refuses a whole call for one wrong id: small calls lose little when an instance is gone. */
const idsPerCall = 50;
/** Resources a CloudFormation template may hold. */
const maxResources = 500;

const operations = { start: 'startInstances', stop: 'stopInstances' } as const;

/** `aws`, `aws-cn` or `aws-us-gov`, by region. */
function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

interface Call {
  action: Due['action'];
  expression: string;
  ids: string[];
}

/** Source: `AWS::Scheduler::Schedule` of the CloudFormation reference, "Using universal targets" of the Scheduler's guide. */
function resource({ schedule, machines }: ExportParts, { action, expression, ids }: Call) {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description: `${schedule.name}: ${action} ${ids.length} instances`,
      State: schedule.enabled ? 'ENABLED' : 'DISABLED',
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: schedule.timeZone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: `arn:${partition(machines[0]!.region)}:scheduler:::aws-sdk:ec2:${operations[action]}`,
        RoleArn: { Ref: 'SchedulerRoleArn' },
        Input: JSON.stringify({ InstanceIds: ids }),
      },
    },
  };
}

const parameters = {
  SchedulerRoleArn: {
    Type: 'String',
    Description: 'Role that scheduler.amazonaws.com may assume, allowed ec2:StartInstances and ec2:StopInstances on these instances',
    AllowedPattern: 'arn:aws[a-z-]*:iam::[0-9]{12}:role/.+',
  },
};

function convert({ schedule }: ExportParts, action: Due['action']) {
  const pattern = schedule[action];
  return pattern === null ? null : awsCron(shapeOf(pattern, action));
}

/** A CloudFormation template of EventBridge Scheduler schedules, for the instances of one account and region. */
export function eventBridgeExport(parts: ExportParts): ScheduleExport {
  const { schedule, machines } = parts;
  const [{ account, region }] = machines as [ExportParts['machines'][number]];
  const groups = chunks(
    machines.map(({ id }) => id),
    idsPerCall,
  );
  const converted = scheduleActions.flatMap((action) => {
    const result = convert(parts, action);
    return result ? [{ action, result }] : [];
  });
  const calls = converted.flatMap(({ action, result }) =>
    result.said.flatMap((expression) => groups.map((ids) => ({ action, expression, ids }))),
  );
  const counts = { start: 0, stop: 0 };
  const named = calls.map((call) => [`${call.action === 'start' ? 'Start' : 'Stop'}${++counts[call.action]}`, resource(parts, call)]);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: schedule.name,
    Parameters: parameters,
    Resources: Object.fromEntries(named),
  };
  const fileName = `${slug(schedule.name)}-${account}-${region}.cloudformation.json`;
  const stack = `aws cloudformation deploy --region ${region} --stack-name ${slug(schedule.name)} --template-file ${fileName}`;
  return {
    format: 'eventbridge',
    fileName,
    text: calls.length === 0 ? '' : asJson(template),
    notes: [
      `Deploy it in account ${account}: ${stack} --parameter-overrides SchedulerRoleArn=ROLE`,
      ...converted.flatMap(({ action, result }) => unsaidNotes(action, result)),
      ...(calls.length > maxResources
        ? [`It has ${calls.length} resources, a template may have ${maxResources}: split the schedule.`]
        : []),
      ...commonNotes(parts),
    ],
  };
}
