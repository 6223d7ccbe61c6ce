import type { AuditQuery } from '#shared/model/audit.ts';

/** A condition over `records` and the values of its parameters. */
export interface AuditFilter {
  where: string;
  values: Record<string, string | number>;
}

/** Fixed conditions; whatever comes from a person is a parameter. */
export function auditFilter({ text, events, outcome, runId, machine, from, to }: AuditQuery): AuditFilter {
  const parts: string[] = [];
  const values: AuditFilter['values'] = {};
  const add = (condition: string, given: AuditFilter['values']) => {
    parts.push(condition);
    Object.assign(values, given);
  };
  if (runId !== null) add('run_id = @runId', { runId });
  if (machine) add('connection_id = @connectionId AND machine_id = @machineId', machine);
  if (events.length > 0) add('event IN (SELECT value FROM json_each(@events))', { events: JSON.stringify(events) });
  if (outcome !== null) add('outcome = @outcome', { outcome });
  if (from !== null) add('at >= @from', { from });
  if (to !== null) add('at < @to', { to });
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  words.forEach((word, index) => add(`instr(search, @word${index}) > 0`, { [`word${index}`]: word }));
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values };
}
