import type { AppEvent } from '#shared/contract/events.ts';
import type { ServicesClient } from '#shared/contract/services.ts';
import type { Reply } from '#shared/errors/reply.ts';

/** A file the person chose: a token stands for the path, which the renderer never learns. */
export interface ChosenFile {
  token: string;
  name: string;
  bytes: number;
}

/** Opening and saving, the same for screens in both hosts. */
export interface ConnectionFiles {
  /**
   * Lets the person choose files: the system's dialog, or the browser's followed by an upload. Empty when cancelled.
   * `folders`: whole folders instead; `unsupported` in a browser, which sends their files.
   */
  open(options: { extensions: string[]; multiple?: boolean; folders?: boolean }): Promise<Reply<ChosenFile[]>>;
  /** Tokens of files that were dropped or pasted. */
  register(files: File[]): Promise<Reply<ChosenFile[]>>;
  /** Fetches what was saved under the `downloadPath` of `files.chooseSave`. Nothing to do on the desktop. */
  download(path: string): void;
  /** Begins a drag of the system with what was prepared under a token of `files.dragFolder`; null in a browser. */
  dragOut: ((token: string) => void) | null;
}

/**
 * `connected`: calls are answered. `reconnecting`: calls fail with `offline` at once, and it is tried again.
 * `closed`: for good; only a new start of the window or a new link helps.
 */
export type ConnectionStatus = 'connected' | 'reconnecting' | 'closed';

/** The renderer's way to the privileged side. */
export interface Connection {
  services: ServicesClient;
  /** Events of the privileged side; returns the unsubscribe function. */
  onEvent(listener: (event: AppEvent) => void): () => void;
  /** Called each time the link is lost: all pending calls have been answered with `offline` by then. */
  onClose(listener: () => void): () => void;
  /** Called on every change. After `reconnecting` → `connected` views re-read: events in between are lost. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  files: ConnectionFiles;
  host: 'desktop' | 'headless';
}
