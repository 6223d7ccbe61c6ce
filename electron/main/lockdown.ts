import { app, type Session, shell, type WebContents } from 'electron';
import { pageOrigin } from './app-protocol.ts';
import { isExternalLink } from './external-link.ts';

/** Copying text (a request id, a command line) is all that a page may ask of the system. */
const allowedPermission = 'clipboard-sanitized-write';

/** Denies cameras, notifications, USB and whatever else pages may ask for. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === allowedPermission && isOurs(contents.getURL())),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === allowedPermission && isOurs(origin));
  session.setDevicePermissionHandler(() => false);
}

/** Keeps every page of the app where it is: no navigation, no windows, no embedded pages. Links go to the person's browser. */
export function lockNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (details) => {
      if (isOurs(details.url)) return;
      details.preventDefault();
      openLink(details.url);
    });
    contents.on('will-redirect', (details) => details.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
  });
}

function openLink(url: string): void {
  if (isExternalLink(url)) void shell.openExternal(url);
}

/** Whether a page's address is of this app. `URL.origin` is `null` for schemes of our own, so protocol and host are compared. */
function isOurs(url: string): boolean {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}` === pageOrigin();
  } catch {
    return false;
  }
}

/** Whether a message comes from the top frame of our page in this window. */
export function isOurFrame(contents: WebContents, frame: { url: string } | null): boolean {
  return frame !== null && frame === contents.mainFrame && isOurs(frame.url);
}
