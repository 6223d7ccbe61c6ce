import { createContext, type ReactNode, useContext } from 'react';
import type { Connection } from '#renderer/rpc/connection.ts';
import type { Reply } from '#shared/errors/reply.ts';

/** The host this renderer talks to. Screens render before it answers, so it is a promise. */
export interface Host {
  ready: Promise<Connection>;
  /** Answers to argument-less calls asked for before the screens were loaded; each is used once. */
  asked?: Map<string, Promise<Reply<unknown>>>;
}

const HostContext = createContext<Host | null>(null);

export function HostProvider({ host, children }: { host: Host; children: ReactNode }) {
  return <HostContext.Provider value={host}>{children}</HostContext.Provider>;
}

export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error('useHost needs a HostProvider');
  return host;
}
