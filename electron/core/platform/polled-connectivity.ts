import { existsSync } from 'node:fs';
import type { Connectivity } from '../ports.ts';

export interface PolledConnectivityOptions {
  /** Whether the machine has a network now. Cheap: asked every few seconds. */
  probe: () => boolean;
  /**
   * Value of `AETHERIUM_OFFLINE`, for tests and for people who want no traffic: `1` is always offline, `0` always
   * online, `file:<path>` is offline while that file exists.
   */
  override?: string | undefined;
  intervalMs?: number;
}

/** Connectivity with what a host learns besides polling. */
export interface HostConnectivity extends Connectivity {
  setSuspended(suspended: boolean): void;
  /** Asks the probe now, e.g. after waking up. */
  refresh(): void;
  close(): void;
}

/**
 * Watches for a network by asking. `online()` is a hint, used only to pause the scheduler and to word banners: a call
 * that a person asks for is always tried, because an endpoint on this very machine answers without any network.
 */
export function pollConnectivity({ probe, override, intervalMs = 3_000 }: PolledConnectivityOptions): HostConnectivity {
  const ask = overridden(override) ?? probe;
  const listeners = new Set<() => void>();
  let online = ask();
  let suspended = false;

  const change = (next: { online?: boolean; suspended?: boolean }) => {
    const before = { online, suspended };
    online = next.online ?? online;
    suspended = next.suspended ?? suspended;
    if (online !== before.online || suspended !== before.suspended) for (const listener of listeners) listener();
  };
  const refresh = () => change({ online: ask() });
  const timer = setInterval(refresh, override?.startsWith('file:') ? 250 : intervalMs);
  timer.unref();

  return {
    online: () => online,
    suspended: () => suspended,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setSuspended: (next) => change({ suspended: next }),
    refresh,
    close: () => clearInterval(timer),
  };
}

function overridden(value: string | undefined): (() => boolean) | null {
  if (value === '1') return () => false;
  if (value === '0') return () => true;
  const path = value?.startsWith('file:') ? value.slice('file:'.length) : '';
  return path ? () => !existsSync(path) : null;
}
