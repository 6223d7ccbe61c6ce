import { facetColumnSchema, type MachineSelection, machineSelectionSchema } from '#shared/model/machine.ts';
import { readFilter, writeFilter } from '../../ui/filter-text.ts';

/** What the Schedules screen shows. The URL holds all of it. */
export interface SchedulesPlace {
  tab: 'schedules' | 'holds';
  /** Schedule whose history is open. */
  open: string | null;
  /** Schedule that is edited; `new` for one that is not saved yet. */
  edit: string | null;
  /** Schedule whose definitions for providers are shown. */
  export: string | null;
  /** Whether a hold is being added. */
  hold: boolean;
  /** Whether the edited schedule is switched on: it was asked for in the list and needs a confirmation first. */
  on: boolean;
  /** Targets of a new schedule or hold. */
  selection: MachineSelection;
}

function filterOf(text: string): MachineSelection['where'] {
  const filter = readFilter(text);
  const column = facetColumnSchema.safeParse(filter?.column);
  const values = filter?.values.filter((value) => value !== null) ?? [];
  return filter?.op === 'in' && column.success && values.length > 0 ? [{ column: column.data, values }] : [];
}

/**
 * `?new=1&text=…&where=…` is a new schedule for what another screen has selected, `?tab=holds&hold=1&text=…` a new hold;
 * `where` is written as on the Compute screen.
 */
export function placeFromSearch(search: string): SchedulesPlace {
  const params = new URLSearchParams(search);
  const selection = machineSelectionSchema.safeParse({ text: params.get('text') ?? '', where: params.getAll('where').flatMap(filterOf) });
  return {
    tab: params.get('tab') === 'holds' ? 'holds' : 'schedules',
    open: params.get('open'),
    edit: params.get('new') === null ? params.get('edit') : 'new',
    export: params.get('export'),
    hold: params.get('hold') !== null,
    on: params.get('on') !== null,
    selection: selection.success ? selection.data : { text: '', where: [] },
  };
}

/** Search parameters of a place; those left out are removed, the scope's stay. */
export function placeToParams(place: Partial<SchedulesPlace>): Record<string, string | string[] | null> {
  const { selection = { text: '', where: [] } } = place;
  return {
    tab: place.tab === 'holds' ? 'holds' : null,
    open: place.open ?? null,
    new: place.edit === 'new' ? '1' : null,
    edit: place.edit === 'new' ? null : (place.edit ?? null),
    export: place.export ?? null,
    hold: place.hold ? '1' : null,
    on: place.on ? '1' : null,
    text: selection.text || null,
    where: selection.where.map(({ column, values }) => writeFilter({ column, op: 'in', values })),
  };
}
