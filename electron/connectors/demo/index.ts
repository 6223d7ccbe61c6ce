import type { Connector } from '../sdk.ts';
import { connectSnippets } from './connect.ts';
import { manifest } from './manifest.ts';

/** A deterministic organisation to try the console with: no account, no network. */
export const demo: Connector = {
  manifest,
  open: async (context) => (await import('./session.ts')).openSession(context),
  connect: connectSnippets,
};
