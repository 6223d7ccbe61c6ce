import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { failure } from '#shared/errors/app-error.ts';
import { connectionSchema } from '#shared/model/connection.ts';
import { openJsonFile } from './json-file.ts';

const storedSchema = connectionSchema.omit({ secretsSet: true });
/** A connection as kept in the home: everything but its secrets. */
export type StoredConnection = z.infer<typeof storedSchema>;

/** A connection that was removed while its cached rows were kept for review. */
const removedSchema = z.object({ id: z.string(), kind: z.string(), name: z.string(), removedAt: z.number() });

const fileSchema = z.object({
  version: z.literal(1),
  connections: z.array(storedSchema),
  removed: z.array(removedSchema).default([]),
});

export type ConnectionStore = ReturnType<typeof openConnectionStore>;

const idLetters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Short enough to type, long enough never to meet again in one home: `aws-k7m2qp`. */
function newId(kind: string): string {
  return `${kind}-${Array.from({ length: 6 }, () => idLetters[randomInt(idLetters.length)]).join('')}`;
}

/** Connections of this home, in `connections.json`. Names are unique, whatever their case. */
export function openConnectionStore({ home, onBad }: { home: string; onBad: (setAside: string, reason: string) => void }) {
  const empty = { version: 1 as const, connections: [], removed: [] };
  const file = openJsonFile({ path: join(home, 'connections.json'), schema: fileSchema, empty, onBad });
  const list = () => file.read().connections;
  const get = (id: string) => {
    const found = list().find((one) => one.id === id);
    if (!found) throw failure('not_found', `There is no connection ${id}`, { hint: 'List the connections and take one of their ids.' });
    return found;
  };
  const refuseTaken = (name: string, id = '') => {
    const taken = list().find((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase());
    if (taken) throw failure('conflict', `There is a connection named ${taken.name} already`, { hint: 'Choose another name.' });
  };
  return {
    list,
    get,
    removed: () => file.read().removed,
    /** True in a home where connections were never changed: its first start. */
    untouched: () => !file.exists(),
    add(connection: Omit<StoredConnection, 'id'>): StoredConnection {
      refuseTaken(connection.name);
      const added = { ...connection, id: newId(connection.kind) };
      file.update((current) => ({ ...current, connections: [...current.connections, added] }));
      return added;
    },
    update(id: string, patch: Partial<Omit<StoredConnection, 'id' | 'kind'>>): StoredConnection {
      const changed = { ...get(id), ...patch };
      refuseTaken(changed.name, id);
      file.update((current) => ({ ...current, connections: current.connections.map((one) => (one.id === id ? changed : one)) }));
      return changed;
    },
    /** `keptAt` is set when cached rows stay: the name is kept to label them. */
    remove(id: string, keptAt: number | null): void {
      const { kind, name } = get(id);
      file.update((current) => ({
        ...current,
        connections: current.connections.filter((one) => one.id !== id),
        removed: keptAt === null ? current.removed : [...current.removed, { id, kind, name, removedAt: keptAt }],
      }));
    },
  };
}
