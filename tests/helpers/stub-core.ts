import type { Core } from '#core/core.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';

export interface StubCore extends Core {
  emit(event: AppEvent): void;
  /** Paths granted for reading, by token. */
  granted: Map<string, string>;
}

/** A core of which only the given handlers work, for tests of what stands in front of it. */
export function stubCore(handlers: { [S in keyof Services]?: Partial<Services[S]> } = {}): StubCore {
  const listeners = new Set<(event: AppEvent) => void>();
  const granted = new Map<string, string>();
  const grant = (path: string) => {
    const token = `granted-${granted.size}`;
    granted.set(token, path);
    return token;
  };
  const pathOf = (token: string) => {
    const path = granted.get(token);
    if (!path) throw failure('not_found', 'No such file');
    return path;
  };
  return {
    services: handlers as unknown as Services,
    grants: { grantOpen: grant, grantCopy: grant, isCopy: () => false, grantSave: grant, pathToOpen: pathOf, pathToSave: pathOf },
    granted,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    listObjects: () => {
      throw failure('unsupported', 'A stub lists nothing');
    },
    close: () => Promise.resolve(),
  };
}
