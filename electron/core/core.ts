import type { Connector } from '#connectors/sdk.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import type { ListRequest, ObjectPage } from './capabilities/objects.ts';
import type { Clock, Connectivity, FileGrants, HostShell, HttpPort, Keyring, Logger } from './ports.ts';

/** What a host gives the core. */
export interface CoreOptions {
  /** Folder of everything this console keeps; made when missing, readable by its owner only. */
  home: string;
  version: string;
  shell: HostShell;
  clock: Clock;
  logger: Logger;
  connectivity: Connectivity;
  http: HttpPort;
  connectors: readonly Connector[];
  /** Vault backend asked for by the environment; null: the one recorded in the home. */
  vaultBackend: Keyring['backend'] | null;
  passphrase: string | null;
  /** Whether the scheduler refreshes by itself; the command line says no. */
  schedule: boolean;
  /** Filled with every secret that passes through this process: the host's logger masks them. */
  secretsSeen?: Set<string>;
}

/** The running core: plain Node, no Electron, no HTTP. */
export interface Core {
  services: Services;
  /** Where hosts register files that the person dropped, uploaded or chose; the renderer gets the token. */
  grants: FileGrants;
  /** Events for every connected client; returns the unsubscribe function. */
  onEvent(listener: (event: AppEvent) => void): () => void;
  /** A listing as its provider gives it, page by page: for output that must not be held in memory. `null`: a folder of this machine. */
  listObjects(request: ListRequest & { connectionId: string | null }): AsyncIterable<ObjectPage>;
  /** Stops the scheduler, cancels jobs (they resume at the next start), closes workers and databases. */
  close(): Promise<void>;
}
