import type { Session } from '#connectors/sdk.ts';
import type { ServiceContext } from './service-context.ts';

/** Opens a saved connection, works and closes it. Throws `not_found` for an unknown one. */
export function withConnection<T>(
  { connections, sessions, vault }: Pick<ServiceContext, 'connections' | 'sessions' | 'vault'>,
  { connectionId, signal }: { connectionId: string; signal: AbortSignal },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { kind, settings } = connections.get(connectionId);
  return sessions.use({ connectionId, kind, settings, secret: (key) => vault.secrets.get(connectionId, key), signal }, work);
}
