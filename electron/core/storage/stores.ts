import type { Session } from '#connectors/sdk.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { StorageFeatures } from '#shared/model/storage.ts';
import type { ObjectStore } from '../capabilities/objects.ts';
import type { ConnectionStore } from '../config/connection-store.ts';
import type { Clock } from '../ports.ts';
import type { Sessions } from '../services/sessions.ts';
import type { Vault } from '../vault/vault.ts';

/** An opened store; `release` gives it back. */
export interface LentStore {
  store: ObjectStore;
  release: () => void;
}

/** Opened stores, shared by whoever works with them: a sign-in for every listing of a folder would cost more than the listing. */
export interface Stores {
  /** `null`: files of this machine. Throws `not_found` for an unknown connection, `unsupported` for one without storage. */
  open(connectionId: string | null): Promise<LentStore>;
  /** Works with an opened store and gives it back. */
  use<T>(connectionId: string | null, work: (store: ObjectStore) => Promise<T>): Promise<T>;
  /** What a connection's kind can do; throws as `open`. */
  features(connectionId: string | null): StorageFeatures;
  /** Connections changed: what is open is not lent again. */
  forget(): void;
  close(): Promise<void>;
}

interface Parts {
  sessions: Sessions;
  connections: ConnectionStore;
  vault: Vault;
  clock: Clock;
  /** Files of this machine and what they can do. */
  local: { store: ObjectStore; features: StorageFeatures };
}

interface Held {
  session: Promise<Session>;
  users: number;
  /** Not lent any more; closed when the last user is gone. */
  retired: boolean;
  usedAt: number;
  end: AbortController;
}

/** Ms that an unused session stays open. */
const keptMs = 60_000;

const none: LentStore['release'] = () => undefined;

export function createStores({ sessions, connections, vault, clock, local }: Parts): Stores {
  const held = new Map<string, Held>();
  const closing = new Set<Promise<void>>();
  const close = (one: Held) => {
    const ended = one.session
      .then((session) => session.close())
      .catch(() => undefined)
      .finally(() => one.end.abort());
    closing.add(ended);
    void ended.finally(() => closing.delete(ended));
  };
  const retire = (connectionId: string, one: Held) => {
    if (held.get(connectionId) === one) held.delete(connectionId);
    if (one.retired) return;
    one.retired = true;
    if (one.users === 0) close(one);
  };
  const sweep = () => {
    for (const [id, one] of held) if (one.users === 0 && clock.now() - one.usedAt > keptMs) retire(id, one);
  };
  const begin = (connectionId: string): Held => {
    const { kind, settings } = connections.get(connectionId);
    const end = new AbortController();
    const secret = (key: string) => vault.secrets.get(connectionId, key);
    const session = sessions.open({ connectionId, kind, settings, secret, signal: end.signal });
    const one: Held = { session, users: 0, retired: false, usedAt: clock.now(), end };
    // One that does not open is tried anew by whoever comes next.
    session.catch(() => retire(connectionId, one));
    held.set(connectionId, one);
    return one;
  };
  const features = (connectionId: string | null): StorageFeatures => {
    if (connectionId === null) return local.features;
    const connection = connections.get(connectionId);
    const { storage } = sessions.manifest(connection.kind);
    if (storage) return storage;
    throw failure('unsupported', `${connection.name} has no storage`, { hint: 'Choose a connection of a kind that stores objects.' });
  };
  const open: Stores['open'] = async (connectionId) => {
    if (connectionId === null) return { store: local.store, release: none };
    features(connectionId);
    sweep();
    const one = held.get(connectionId) ?? begin(connectionId);
    one.users += 1;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      one.users -= 1;
      one.usedAt = clock.now();
      if (one.retired && one.users === 0) close(one);
    };
    try {
      const { objects } = await one.session;
      if (!objects)
        throw failure('unsupported', 'This connection is set up without storage', { hint: 'Switch storage on in its settings.' });
      return { store: objects, release };
    } catch (cause) {
      release();
      throw cause;
    }
  };
  return {
    open,
    async use(connectionId, work) {
      const { store, release } = await open(connectionId);
      try {
        return await work(store);
      } finally {
        release();
      }
    },
    features,
    forget: () => {
      for (const [id, one] of held) retire(id, one);
    },
    async close() {
      for (const [id, one] of held) retire(id, one);
      await Promise.all(closing);
    },
  };
}
