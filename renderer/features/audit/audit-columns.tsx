import type { AuditLine } from '#shared/model/audit.ts';
import { formatTime } from '../../ui/format/time.ts';
import type { GridColumn } from '../../ui/grid/data-grid.tsx';
import { eventNames } from './audit-words.ts';
import { OutcomeWord } from './outcome-word.tsx';

export function actorText({ actor }: Pick<AuditLine, 'actor'>): string {
  return actor.kind === 'schedule' ? `schedule ${actor.name}` : actor.name;
}

/** Columns of the log, newest record first. */
export function auditColumns(zone: string): GridColumn<AuditLine>[] {
  return [
    { id: 'seq', header: 'No.', width: 72, numeric: true, cell: ({ seq }) => String(seq) },
    { id: 'at', header: 'Time', width: 190, cell: ({ at }) => formatTime(at, zone) },
    { id: 'actor', header: 'Who', width: 120, cell: actorText },
    { id: 'event', header: 'Event', width: 150, cell: ({ event }) => eventNames[event] },
    { id: 'action', header: 'Action', width: 90, cell: ({ action }) => action ?? '' },
    { id: 'subject', header: 'Subject', width: 220, cell: ({ subject }) => (subject ? subject.name || subject.machineId : '') },
    { id: 'outcome', header: 'Outcome', width: 120, cell: ({ outcome }) => <OutcomeWord outcome={outcome} /> },
    { id: 'summary', header: 'Summary', width: 420, cell: ({ summary }) => summary },
  ];
}

export const auditView = {
  columns: ['seq', 'at', 'actor', 'event', 'action', 'subject', 'outcome', 'summary'],
  widths: {},
  sort: { column: 'seq', descending: true },
};
