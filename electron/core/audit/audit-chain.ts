import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { AuditRecord } from '#shared/model/audit.ts';

/** `prev` of the first record. */
export const noHash = '0'.repeat(64);

/** What a record's hash is about. */
export type AuditBody = Omit<AuditRecord, 'hash' | 'mac'>;

/** `prev` stands in the body too: here it is what the chain is made of. */
export function hashOf(prev: string, canonicalBody: string): string {
  return createHash('sha256').update(`${prev}\n${canonicalBody}`).digest('hex');
}

/** Signs with a key that only this home's vault can make. */
export interface AuditSigner {
  record(hash: string): string;
  /** About the end of the log: no record's own mac can stand for it. */
  head(seq: number, hash: string): string;
}

/** `storeKey`: 32 bytes in hex. The log's own key is derived from it (HKDF-SHA-256, RFC 5869). */
export function auditSigner(storeKey: string): AuditSigner {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(storeKey, 'hex'), '', 'audit', 32));
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  return { record: (hash) => sign(hash), head: (seq, hash) => sign(`head\n${seq}\n${hash}`) };
}
