import { failure } from '#shared/errors/app-error.ts';
import type { ScheduleExport } from '#shared/model/schedule.ts';
import { azureAutomationExport } from './azure-automation.ts';
import { eventBridgeExport } from './eventbridge.ts';
import { type ExportParts, groupBy } from './export-parts.ts';
import { gcpInstanceScheduleExport } from './gcp-instance-schedule.ts';

/** Definitions are per account, and per region where the provider's scheduler is regional. */
const exporters = {
  aws: { scope: 'region', write: (parts: ExportParts) => [eventBridgeExport(parts)] },
  azure: { scope: 'account', write: azureAutomationExport },
  gcp: { scope: 'region', write: gcpInstanceScheduleExport },
} as const;

/** The schedule as each provider's own scheduler definition. `not_found` when it reaches no machine of a provider that has one. */
export function exportSchedule(parts: ExportParts): ScheduleExport[] {
  const exports = (['aws', 'azure', 'gcp'] as const).flatMap((provider) => {
    const { scope, write } = exporters[provider];
    const mine = parts.machines.filter((machine) => machine.provider === provider);
    const groups = groupBy(mine, ({ account, region }) => (scope === 'region' ? `${account} ${region}` : account));
    return [...groups.values()].flatMap((machines) => write({ ...parts, machines }));
  });
  if (exports.length === 0)
    throw failure('not_found', 'The schedule reaches no machine of AWS, Azure or Google Cloud now', {
      hint: 'Refresh the machines, or change its targets.',
    });
  return exports;
}
