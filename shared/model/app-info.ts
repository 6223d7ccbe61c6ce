/** What the About box, the status line and diagnostics show. */
export interface AppInfo {
  version: string;
  host: 'desktop' | 'headless' | 'cli';
  platform: string;
  runtime: { node: string; electron: string | null; sqlite: string };
  home: string;
  online: boolean;
}

/** Size and health of the cache database. */
export interface CacheStatus {
  bytes: number;
  maxBytes: number;
  schemaVersion: number;
  encrypted: boolean;
  costRows: number;
  machines: number;
  /** Epoch ms UTC of the newest backup; null when there is none. */
  lastBackupAt: number | null;
  /** Set when the cache was rebuilt or restored at start: what happened, in a sentence. */
  recovery: string | null;
  evictions: { at: number; what: string; rows: number; why: string }[];
}
