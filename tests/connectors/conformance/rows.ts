import type { Machine, Session } from '#connectors/sdk.ts';
import type { Candidate } from './open-connector.ts';
import { never, pagesOf, withConnector } from './open-connector.ts';

/** Every row that a session lists, over all scopes. */
export async function listedRows({ compute }: Session): Promise<Machine[]> {
  if (!compute) return [];
  const rows: Machine[] = [];
  for (const scope of await compute.scopes(never)) {
    for (const { items } of await pagesOf(compute, scope)) rows.push(...items);
  }
  return rows;
}

/** Some rows of each kind and state: enough to meet every case, few enough to be quick. */
export function someOfEach(rows: readonly Machine[], most = 2): Machine[] {
  const lots = Map.groupBy(rows, ({ kind, state, provider }) => `${provider} ${kind} ${state}`);
  return [...lots.values()].flatMap((lot) => lot.slice(0, most));
}

/** Rows as the connector lists them while all is well. */
export async function healthyRows({ connector, situations }: Candidate): Promise<Machine[]> {
  const rows: Machine[] = [];
  await withConnector(connector, situations.healthy, async ({ session }) => void rows.push(...(await listedRows(session))));
  return rows;
}

/** The same row under an id of the same form that nothing has. */
export function unknownOf(row: Machine, rows: readonly Machine[]): Machine {
  const known = new Set(rows.map(({ id }) => id));
  for (const last of 'abcdef0123456789') {
    const id = row.id.slice(0, -1) + last;
    if (!known.has(id)) return { ...row, id, name: 'nobody' };
  }
  throw new Error(`every id like ${row.id} is taken`);
}
