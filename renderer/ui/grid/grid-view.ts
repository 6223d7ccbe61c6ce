import type { SettingsModel } from '#shared/model/settings.ts';

/** Columns of a grid in order, their widths and the sort: what a person arranges and the settings keep. */
export type GridView = SettingsModel['views'][string];

/** Puts `moved` where `target` stands. */
export function moveColumn(columns: string[], moved: string, target: string): string[] {
  const to = columns.indexOf(target);
  if (moved === target || to < 0 || !columns.includes(moved)) return columns;
  const rest = columns.filter((column) => column !== moved);
  rest.splice(to, 0, moved);
  return rest;
}

/** A click on a header: ascending, then descending, then ascending again. */
export function nextSort(view: GridView, column: string): GridView {
  const descending = view.sort?.column === column ? !view.sort.descending : false;
  return { ...view, sort: { column, descending } };
}
