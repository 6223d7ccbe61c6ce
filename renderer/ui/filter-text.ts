/** A filter as it stands in a URL: `ServiceName in ["Amazon S3",null]`. */
export interface TextFilter {
  column: string;
  op: string;
  values: (string | null)[];
}

/** Blanks and percent signs of a column (tag keys have them) are escaped, so that the first blank ends the column. */
export function writeFilter({ column, op, values }: TextFilter): string {
  return `${column.replaceAll('%', '%25').replace(/\s/g, (blank) => encodeURIComponent(blank))} ${op} ${JSON.stringify(values)}`;
}

/** The filter a text means; null when it is none. */
export function readFilter(text: string): TextFilter | null {
  const match = /^(\S+) (\w+) (\[.*\])$/s.exec(text);
  if (!match) return null;
  try {
    const values: unknown = JSON.parse(match[3]!);
    if (!Array.isArray(values) || values.length === 0 || !values.every((value) => value === null || typeof value === 'string')) return null;
    return { column: decodeURIComponent(match[1]!), op: match[2]!, values: values as (string | null)[] };
  } catch {
    return null;
  }
}
