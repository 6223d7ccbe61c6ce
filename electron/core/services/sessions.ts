import type { Connector, Session } from '#connectors/sdk.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ConnectionSettings, Manifest } from '#shared/model/connection.ts';
import type { Clock, HttpPort, Logger } from '../ports.ts';
import { abortable } from '../sync/abortable.ts';

/** What is needed to open a connection: a saved one or a draft. */
export interface SessionRequest {
  connectionId: string;
  kind: string;
  settings: ConnectionSettings;
  secret: (key: string) => Promise<string | null>;
  signal: AbortSignal;
}

export interface Sessions {
  manifests(): Manifest[];
  /** Throws `AppFailure` `not_found` for a kind that this build does not have. */
  manifest(kind: string): Manifest;
  /** Opens; the caller closes. */
  open(request: SessionRequest): Promise<Session>;
  /** Opens, works and closes, whatever happens. */
  use<T>(request: SessionRequest, work: (session: Session) => Promise<T>): Promise<T>;
}

interface Parts {
  connectors: readonly Connector[];
  clock: Clock;
  logger: Logger;
  http: HttpPort;
}

/** Default of each field that the settings leave out. */
function withDefaults(manifest: Manifest, settings: ConnectionSettings): ConnectionSettings {
  const defaults = manifest.fields.flatMap((field) =>
    'default' in field && field.default !== undefined ? [[field.key, field.default] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...settings };
}

export function createSessions({ connectors, clock, logger, http }: Parts): Sessions {
  const connector = (kind: string) => {
    const found = connectors.find((one) => one.manifest.kind === kind);
    if (found) return found;
    const known = connectors.map((one) => one.manifest.kind).join(', ');
    throw failure('not_found', `There is no connector ${kind}`, { hint: `This build has ${known}.` });
  };
  const open = ({ connectionId, kind, settings, secret, signal }: SessionRequest) => {
    const found = connector(kind);
    const log = logger.child({ connection: connectionId, connector: kind });
    return found.open({ connectionId, settings: withDefaults(found.manifest, settings), secret, signal, log, clock, http });
  };
  const opened = async (request: SessionRequest) => {
    const opening = open(request);
    return abortable(request.signal, opening).catch((cause: unknown) => {
      // Given up while it opened: whenever it does, nobody needs it.
      opening.then((late) => late.close()).catch(() => undefined);
      throw cause;
    });
  };
  return {
    manifests: () => connectors.map((one) => one.manifest),
    manifest: (kind) => connector(kind).manifest,
    open: opened,
    async use(request, work) {
      const session = await opened(request);
      try {
        return await work(session);
      } finally {
        await session.close();
      }
    },
  };
}
