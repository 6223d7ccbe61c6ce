import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DesktopBridge } from '#shared/contract/desktop-bridge.ts';
import { channels } from '../main/channels.ts';

/** The DOM's names that this file uses; the layer is compiled without the DOM. */
declare const window: { location: { origin: string }; postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void };
type DroppedFile = Parameters<typeof webUtils.getPathForFile>[0];

const bridge: DesktopBridge<DroppedFile> = {
  portMessage: channels.port,
  requestPort: () => ipcRenderer.send(channels.port),
  // The path goes from here to the main process; a file that the page made itself has none.
  registerFile: (file) => ipcRenderer.invoke(channels.registerFile, webUtils.getPathForFile(file)),
  dragOut: (token) => ipcRenderer.send(channels.dragOut, token),
};

// Ports cannot cross the context bridge; a window message hands them over.
ipcRenderer.on(channels.port, ({ ports }) => window.postMessage(channels.port, window.location.origin, ports));
contextBridge.exposeInMainWorld('aetherium', bridge);
