import type { AppError, ConnectionSettings, HttpPort } from '#connectors/sdk.ts';

/** A provider in a certain state, and the settings with which a connection meets it. */
export interface Prepared {
  settings: ConnectionSettings;
  /** Values of secret fields. */
  secrets?: Record<string, string>;
  http?: HttpPort;
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
  /** Everything works; every declared capability has at least one row. */
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
}

/** What a connector supplies to the suite, besides being in the registry. */
export interface ConnectorFixture {
  kind: string;
  situations: Situations;
}

export function isAbsent(situation: object): situation is Absent {
  return 'absent' in situation;
}
