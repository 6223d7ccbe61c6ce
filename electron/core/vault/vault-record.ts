import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { vaultBackends } from '#shared/model/vault.ts';
import { createFile, replaceFile } from './atomic-file.ts';

const recordSchema = z.object({
  version: z.literal(1),
  /** Names this home's entry in the keychain, so that two homes of one person never share a key. */
  id: z.uuid(),
  /** Null until a backend was chosen. */
  backend: z.enum(vaultBackends).nullable(),
  /** Epoch ms UTC of the choice. */
  chosenAt: z.number().nullable(),
});
export type VaultRecord = z.infer<typeof recordSchema>;

const pathOf = (home: string) => join(home, 'vault.json');

/** What the home says about its vault; null when the file cannot be understood: that is never the same as no choice. */
function readRecord(home: string): VaultRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(pathOf(home), 'utf8')));
  } catch {
    return null;
  }
}

function format(record: VaultRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The record of the home, made when there is none. When two processes start at once, both get the first one's. */
export function ensureRecord(home: string): VaultRecord | null {
  if (!existsSync(pathOf(home))) createFile(pathOf(home), format({ version: 1, id: randomUUID(), backend: null, chosenAt: null }));
  return readRecord(home);
}

export function writeRecord(home: string, record: VaultRecord): void {
  replaceFile(pathOf(home), format(record));
}
