import type { Agent } from 'node:http';

/** Facilities of the operating system or host that the core uses. Each has a real and an in-memory implementation. */
export interface Clock {
  /** Epoch ms, UTC. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  child(fields: Record<string, unknown>): Logger;
}

/** One secret store entry space. Values are short (Windows caps a blob at 2,560 bytes): only data keys go here. */
export interface Keyring {
  readonly backend: 'keychain' | 'passphrase' | 'memory';
  /** `null` when there is no such entry. Throws `AppFailure` `auth_required` when locked, `unsupported` when there is no store: never null for those. */
  get(account: string): Promise<string | null>;
  set(account: string, value: string): Promise<void>;
  delete(account: string): Promise<boolean>;
}

/** Network and power state of the machine. */
export interface Connectivity {
  online(): boolean;
  suspended(): boolean;
  /** Called after each change; returns the unsubscribe function. */
  onChange(listener: () => void): () => void;
}

/** Proxies and certificates in one place: every SDK gets its HTTP from here. */
export interface HttpPort {
  /** Agent that honours the proxy settings, NO_PROXY and the corporate CA; one for everybody, loaded on first use. */
  agent(): Promise<Agent>;
  /** `fetch` with the same rules. */
  fetch: typeof fetch;
}

/** Files the person chose. The renderer holds tokens only. */
export interface FileGrants {
  /** Token of a path the person chose for reading. */
  grantOpen(path: string): string;
  /** The same for the console's own copy of a file that was sent to it: its folder means nothing, its name does. */
  grantCopy(path: string): string;
  grantSave(path: string): string;
  /** Path behind a token; throws `AppFailure` `not_found` for an unknown token or one granted for the other direction. */
  pathToOpen(token: string): string;
  /** Whether the token was given by `grantCopy`. */
  isCopy(token: string): boolean;
  pathToSave(token: string): string;
}

export interface ChooseSave {
  suggestedName: string;
  /** A folder to write to: the one that is chosen, or one of the suggested name in it. */
  folder?: 'chosen' | 'named' | undefined;
}

/** What only a host with a person in front of it can do. Methods throw `AppFailure` `unsupported` where it cannot. */
export interface HostShell {
  kind: 'desktop' | 'headless' | 'cli';
  chooseOpen(options: { extensions: string[]; multiple: boolean; folders: boolean }): Promise<string[]>;
  /** Where to save; `downloadPath` is set when the person fetches it over HTTP afterwards. Null: cancelled. */
  chooseSave(options: ChooseSave): Promise<{ path: string; downloadPath: string | null } | null>;
  /** Makes an empty folder for what is to be dragged out of the window. */
  makeDragFolder(): Promise<string>;
}
