/** IPC channels between the preload script and the main process. Everything else travels on the port. */
export const channels = {
  /** Page → main: asks for a port; main → page: brings it. */
  port: 'aetherium:port',
  /** Page → main: path of a file that the person dropped, found by the preload script; answers with a `Reply`. */
  registerFile: 'aetherium:register-file',
  /** Page → main: the person begins to drag what was prepared under a token out of the window. */
  dragOut: 'aetherium:drag-out',
} as const;
