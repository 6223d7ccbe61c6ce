import { net, powerMonitor } from 'electron';
import { type HostConnectivity, pollConnectivity } from '#core/platform/polled-connectivity.ts';

/** Network as Chromium sees it, sleep as the system reports it. Needs the app to be ready. */
export function desktopConnectivity(): HostConnectivity {
  const connectivity = pollConnectivity({ probe: () => net.isOnline(), override: process.env['AETHERIUM_OFFLINE'] });
  powerMonitor.on('suspend', () => connectivity.setSuspended(true));
  powerMonitor.on('resume', () => {
    connectivity.refresh();
    connectivity.setSuspended(false);
  });
  return connectivity;
}
