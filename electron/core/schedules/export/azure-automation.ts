import type { ScheduleExport } from '#shared/model/schedule.ts';
import { openCalendar } from '../calendar.ts';
import type { Due } from '../upcoming.ts';
import { azureRecurrences, type Recurrence } from './azure-recurrence.ts';
import { runbookName, runbookText } from './azure-runbook.ts';
import { shapeOf } from './cron-shape.ts';
import { asJson, commonNotes, type ExportParts, scheduleActions, slug, unsaidNotes } from './export-parts.ts';
import { zonedTime } from './zoned-time.ts';

const apiVersion = '2023-11-01';
const accountName = "parameters('automationAccountName')";
/** The service wants a first time some minutes ahead; a day leaves time to deploy. */
const leadMs = 86_400_000;

const parameters = {
  automationAccountName: {
    type: 'string',
    metadata: { description: 'Existing Automation account whose managed identity may start and stop the machines' },
  },
  location: { type: 'string', defaultValue: '[resourceGroup().location]' },
  runbookContentUri: {
    type: 'string',
    defaultValue: '',
    metadata: { description: 'Address from which Azure reads the runbook; empty: the runbook is in the account already' },
  },
};

/** ARM reads a text that begins with a bracket as an expression. */
const literal = (text: string) => text.replace(/^\[/, '[[');

interface Timed extends Recurrence {
  action: Due['action'];
  name: string;
}

/** Source: Microsoft.Automation/automationAccounts/schedules of the template reference. */
function scheduleResource({ schedule, now }: ExportParts, { name, pattern, frequency, advancedSchedule, action }: Timed) {
  const first = openCalendar(pattern, schedule.timeZone, action).after(now + leadMs);
  return {
    type: 'Microsoft.Automation/automationAccounts/schedules',
    apiVersion,
    name: `[concat(${accountName}, '/${name}')]`,
    properties: {
      description: literal(`${schedule.name}: ${action}`),
      startTime: first === null ? null : zonedTime(first, schedule.timeZone),
      frequency,
      interval: 1,
      timeZone: schedule.timeZone,
      ...(advancedSchedule && { advancedSchedule }),
    },
  };
}

const idOf = (kind: string, name: string) => `[resourceId('Microsoft.Automation/automationAccounts/${kind}', ${accountName}, '${name}')]`;

function jobResource({ machines }: ExportParts, { name, action }: Timed) {
  return {
    type: 'Microsoft.Automation/automationAccounts/jobSchedules',
    apiVersion,
    // The service takes a GUID as name; the same one at each deployment.
    name: `[concat(${accountName}, '/', guid(resourceGroup().id, ${accountName}, '${name}'))]`,
    dependsOn: [idOf('schedules', name), idOf('runbooks', runbookName)],
    properties: {
      runbook: { name: runbookName },
      schedule: { name },
      parameters: { Action: action, ResourceIds: machines.map(({ id }) => id).join(',') },
    },
  };
}

const runbookResource = {
  condition: "[not(empty(parameters('runbookContentUri')))]",
  type: 'Microsoft.Automation/automationAccounts/runbooks',
  apiVersion,
  name: `[concat(${accountName}, '/${runbookName}')]`,
  location: "[parameters('location')]",
  properties: { runbookType: 'PowerShell', publishContentLink: { uri: "[parameters('runbookContentUri')]" } },
};

function template(parts: ExportParts, timed: readonly Timed[]) {
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters,
    resources: [runbookResource, ...timed.flatMap((one) => [scheduleResource(parts, one), jobResource(parts, one)])],
  };
}

function timedOf(parts: ExportParts) {
  const { schedule } = parts;
  return scheduleActions.flatMap((action) => {
    const pattern = schedule[action];
    if (pattern === null) return [];
    const result = azureRecurrences(shapeOf(pattern, action));
    const timed = result.said.map((one, at): Timed => ({ ...one, action, name: `${slug(schedule.name)}-${action}-${at + 1}` }));
    return [{ timed, notes: unsaidNotes(action, result) }];
  });
}

/** An ARM template of Azure Automation schedules with their runbook, for the machines of one subscription, and the runbook's text. */
export function azureAutomationExport(parts: ExportParts): ScheduleExport[] {
  const [{ account }] = parts.machines as [ExportParts['machines'][number]];
  const found = timedOf(parts);
  const timed = found.flatMap((one) => one.timed);
  const fileName = `${slug(parts.schedule.name)}-${account}.arm.json`;
  const runbookFile = `${runbookName}.ps1`;
  const account1 = '--automation-account-name ACCOUNT --resource-group GROUP';
  const arm: ScheduleExport = {
    format: 'azure-automation',
    fileName,
    text: timed.length === 0 ? '' : asJson(template(parts, timed)),
    notes: [
      `Put the runbook ${runbookFile} into the account first (its notes say how), then: az deployment group create --resource-group GROUP --template-file ${fileName} --parameters automationAccountName=ACCOUNT`,
      'Deploy it within a day: Azure refuses a first time that is past. Later, export again.',
      ...(parts.schedule.enabled ? [] : ['The schedule is off here, but a deployed one is on: deploy it when it shall act.']),
      ...found.flatMap((one) => one.notes),
      ...commonNotes(parts),
    ],
  };
  const runbook: ScheduleExport = {
    format: 'azure-automation',
    fileName: runbookFile,
    text: runbookText,
    notes: [
      `az automation runbook create ${account1} --name ${runbookName} --type PowerShell`,
      `az automation runbook replace-content ${account1} --name ${runbookName} --content @${runbookFile}`,
      `az automation runbook publish ${account1} --name ${runbookName}`,
      'Give the managed identity of the account the role Virtual Machine Contributor on the machines.',
    ],
  };
  return timed.length === 0 ? [arm] : [arm, runbook];
}
