import { networkInterfaces } from 'node:os';
import { type HostConnectivity, pollConnectivity } from '#core/platform/polled-connectivity.ts';

/** Connectivity of a plain Node process: online while any interface but the loopback has an address. */
export function nodeConnectivity(env: NodeJS.ProcessEnv = process.env): HostConnectivity {
  return pollConnectivity({ probe: hasNetwork, override: env['AETHERIUM_OFFLINE'] });
}

function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}
