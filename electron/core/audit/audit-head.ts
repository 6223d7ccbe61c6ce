import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { replaceFile } from '../vault/atomic-file.ts';
import type { AuditSigner } from './audit-chain.ts';

const headSchema = z.strictObject({ seq: z.number().int().nonnegative(), hash: z.string(), mac: z.string() });

/** How far the log had come. Kept beside the database, so that a log whose end was cut off is told from a short one. */
export interface AuditHead {
  seq: number;
  /** Hash of record `seq`; 64 zeros for an empty log. */
  hash: string;
}

/** `forged`: unreadable, or not signed by this home. */
export function readHead(path: string, signer: AuditSigner): AuditHead | 'missing' | 'forged' {
  try {
    const { seq, hash, mac } = headSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return mac === signer.head(seq, hash) ? { seq, hash } : 'forged';
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'forged';
  }
}

export function writeHead(path: string, signer: AuditSigner, { seq, hash }: AuditHead): void {
  replaceFile(path, JSON.stringify({ seq, hash, mac: signer.head(seq, hash) }));
}
