import type { ActionInput, AppError, ConnectionSettings, HttpPort, Machine } from '#connectors/sdk.ts';

/** A provider in a certain state, and the settings with which a connection meets it. */
export interface Prepared {
  settings: ConnectionSettings;
  /** Values of secret fields. */
  secrets?: Record<string, string>;
  /** Secrets that lie in the provider's own records, in a start-up script for example: never shown. */
  planted?: string[];
  http?: HttpPort;
  /** Changing calls that the provider has seen so far, in its words. Left out where nothing is called. */
  changes?: () => string[];
  /** How many calls of `silent` wait for an answer that does not come. */
  hanging?: () => number;
  /** Stops servers, removes files. */
  cleanup?: () => Promise<void>;
}

export type Prepare = () => Promise<Prepared>;

/** A situation that cannot come about for this kind of provider, and why. */
export interface Absent {
  absent: string;
}

/** Each situation a connector must behave well in. */
export interface Situations {
  /** Everything works; every declared capability has at least one row, and every declared action one that can take it. */
  healthy: Prepare;
  /** As `healthy`, and every declared capability has a scope of at least two pages. */
  paged: Prepare | Absent;
  /** `check` succeeds and names these permissions. */
  missingPermission: { prepare: Prepare; names: string[] } | Absent;
  /** Reads are refused with `rate_limited` and this pause. */
  rateLimited: { prepare: Prepare; retryAfterMs: number } | Absent;
  /** Credentials were good once: `check` and reads fail with `auth_required`. */
  expired: Prepare | Absent;
  /** The provider's answer cannot be understood: reads fail with this code. */
  malformed: { prepare: Prepare; code: AppError['code'] } | Absent;
  /** Nothing answers: `check` and reads fail with `offline`. */
  offline: Prepare | Absent;
  /** Signing in works, everything else is never answered. Only for connectors with actions, metrics or `inspect`. */
  silent?: Prepare | Absent;
}

/** What a connector may leave out. */
export const offers = ['actions', 'metrics', 'inspect', 'connect'] as const;
export type Offer = (typeof offers)[number];

/** What a connector supplies to the suite, besides being in the registry. */
export interface ConnectorFixture {
  kind: string;
  situations: Situations;
  /** What it does not offer, and why. */
  without?: Partial<Record<Offer, string>>;
  /** Input by action that fits the rows of `healthy`, where the suite cannot make it up: a type that the provider offers. */
  inputs?: Record<string, (target: Machine) => ActionInput>;
  /** Declared actions for which `healthy` has no row, and why. */
  untried?: Record<string, string>;
}

export function isAbsent(situation: object): situation is Absent {
  return 'absent' in situation;
}
