import { setImmediate } from 'node:timers/promises';
import tls from 'node:tls';

let loaded: Promise<void> | null = null;

/** Two steps with a pause, because each blocks the thread for some 30 ms. */
async function load(): Promise<void> {
  const system = tls.getCACertificates('system');
  await setImmediate();
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...system]);
}

/**
 * Lets every TLS client of this thread trust what the operating system trusts, e.g. the CA of an inspecting proxy, beside
 * Node's own list. As a default it is parsed once; as a `ca` option each connection would parse 500 certificates.
 */
export function trustSystemCertificates(): Promise<void> {
  // A runtime without these calls (before Node 24.5) keeps its own list.
  if (typeof tls.setDefaultCACertificates !== 'function') return Promise.resolve();
  loaded ??= load();
  return loaded;
}
