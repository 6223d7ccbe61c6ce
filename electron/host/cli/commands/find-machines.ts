import { failure } from '#shared/errors/app-error.ts';
import type { CachedMachine, MachineKey } from '#shared/model/machine.ts';
import type { OpenedCore } from '../open-core.ts';
import { findConnection } from './connections.ts';

/** Machines as they are named on the command line: by id, or by a name that only one has. */
export interface Wanted {
  /** Id or name of the connection to look in. */
  connection?: string;
  ids: readonly string[];
}

const pageSize = 5_000;
const longestText = 200;
const candidatesNamed = 10;

async function* candidates(opened: OpenedCore, { connection, ids }: Wanted): AsyncGenerator<CachedMachine> {
  const where =
    connection === undefined ? [] : [{ column: 'connectionId' as const, values: [(await findConnection(opened.client, connection)).id] }];
  // One machine is found by its words; many are found faster in one walk over all of them.
  const text = ids.length === 1 ? ids[0]!.slice(-longestText) : '';
  for (let offset = 0; ; offset += pageSize) {
    const { rows, total } = await opened.client.compute.query({ text, where, offset, limit: pageSize });
    yield* rows;
    if (offset + pageSize >= total) return;
  }
}

function ambiguous(wanted: string, found: readonly CachedMachine[]) {
  const named = found
    .slice(0, candidatesNamed)
    .map(({ id, connectionId, account, region }) => `${id} (${connectionId}, ${account}, ${region})`);
  const more = found.length - named.length;
  return failure('conflict', `${found.length} machines are called ${wanted}`, {
    hint: `Name one by its id, or give --connection: ${named.join('; ')}${more > 0 ? ` and ${more} more` : ''}`,
  });
}

function one(wanted: string, byId: readonly CachedMachine[], byName: readonly CachedMachine[]): CachedMachine {
  const found = byId.length > 0 ? byId : byName;
  if (found.length > 1) throw ambiguous(wanted, found);
  if (found[0]) return found[0];
  throw failure('not_found', `There is no machine ${wanted} in the cache`, {
    hint: 'See `compute list` for ids and names, or refresh with `sync`.',
  });
}

/** The cached machines, in the order asked for. Throws `not_found`, and `conflict` with the candidates for a name that several have. */
export async function findMachines(opened: OpenedCore, wanted: Wanted): Promise<CachedMachine[]> {
  const asked = new Set(wanted.ids);
  const byId = new Map<string, CachedMachine[]>();
  const byName = new Map<string, CachedMachine[]>();
  const add = (map: Map<string, CachedMachine[]>, key: string, machine: CachedMachine) => {
    if (asked.has(key)) map.set(key, [...(map.get(key) ?? []), machine]);
  };
  for await (const machine of candidates(opened, wanted)) {
    add(byId, machine.id, machine);
    add(byName, machine.name, machine);
  }
  return wanted.ids.map((id) => one(id, byId.get(id) ?? [], byName.get(id) ?? []));
}

export async function findMachine(opened: OpenedCore, { connection, id }: { connection?: string; id: string }): Promise<CachedMachine> {
  return (await findMachines(opened, { ids: [id], ...(connection !== undefined && { connection }) }))[0]!;
}

export function keyOf({ connectionId, id }: CachedMachine): MachineKey {
  return { connectionId, machineId: id };
}
