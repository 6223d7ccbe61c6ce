import type { Reply } from '../errors/reply.ts';

/**
 * What the preload script of the desktop window puts on `window.aetherium`. Nothing of Node or Electron is in it.
 *
 * @typeParam F the DOM's `File`, which this layer does not know
 */
export interface DesktopBridge<F> {
  /** `data` of the window message that brings the port. */
  portMessage: string;
  /** Asks the main process for this page's port; an earlier one is closed. */
  requestPort(): void;
  /** Begins a drag of the system with what lies in a folder of `files.dragFolder`: called while the person drags. */
  dragOut(token: string): void;
  /** Token of a file or folder that the person dropped or pasted; the preload script finds its path, the page never sees it. */
  registerFile(file: F): Promise<Reply<{ token: string; name: string; bytes: number }>>;
}
