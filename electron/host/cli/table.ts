import type { Dated, Problem } from '#shared/model/freshness.ts';

export type Cell = string | number | null;

const text = (cell: Cell) => (cell === null ? '–' : String(cell));

/** Aligned columns for a terminal: numbers to the right, everything else to the left. */
export function table(columns: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '(none)\n';
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => text(row[index] ?? null).length)));
  const right = columns.map((_, index) => rows.every((row) => row[index] === null || typeof row[index] === 'number'));
  const pad = (cell: string, index: number) => (right[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!));
  const line = (cells: string[]) => `${cells.map(pad).join('  ').trimEnd()}\n`;
  return [columns, ...rows.map((row) => columns.map((_, index) => text(row[index] ?? null)))].map(line).join('');
}

/** Message and hint as two sentences, whether or not they end in a full stop. */
export function sentences({ message, hint }: { message: string; hint: string }): string {
  return [message, hint].map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(' ');
}

/** Scopes named on one line at most; the rest are counted. */
const scopesNamed = 3;

function scopesText(scopes: string[]): string {
  const more = scopes.length - scopesNamed;
  return more > 0 ? `${scopes.slice(0, scopesNamed).join(', ')} and ${more} more` : scopes.join(', ');
}

/** Problems as lines; scopes that failed in the same way share one. */
export function problemLines(problems: Problem[]): string {
  const groups = Map.groupBy(problems, ({ connectionId, dataSet, error }) =>
    JSON.stringify([connectionId, dataSet, error.code, error.message]),
  );
  const lines = [...groups.values()].map((group) => {
    const { connectionName, dataSet, error } = group[0]!;
    const place = [connectionName, dataSet, scopesText(group.flatMap(({ scope }) => scope || []))].filter(Boolean).join(' · ');
    return `! ${place ? `${place}: ` : ''}${sentences(error)}\n`;
  });
  return lines.join('');
}

/** What stands below a table: how old it is and what is wrong with it. */
export function footer({ asOf, stale, problems }: Dated): string {
  const age = asOf === null ? 'never read completely' : `as of ${new Date(asOf).toISOString()}`;
  return `\n${age}${stale ? ' (stale)' : ''}\n${problemLines(problems)}`;
}

/** Time of a cell in UTC; a dash where there is none. */
export function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().replace('.000Z', 'Z');
}
