import { createHash, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** scrypt cost of new files: 128 MB and about half a second. Source: RFC 7914 and the OWASP password storage sheet. */
const newCost = { N: 2 ** 17, r: 8, p: 1 } as const;

const hex = z.string().regex(/^[0-9a-f]+$/);
const bodySchema = z.object({
  version: z.literal(1),
  /** Bounded, so that a changed file cannot ask for all memory of the machine; never below the cost of new files. */
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z
      .number()
      .int()
      .min(newCost.N)
      .max(2 ** 20),
    r: z.literal(8),
    p: z.number().int().min(1).max(4),
    salt: hex,
  }),
  /** Tells a wrong passphrase from a damaged entry. */
  verifier: hex,
  /** Sealed values by account. */
  entries: z.record(z.string(), hex),
});
const fileSchema = z.object({ body: bodySchema, checksum: hex });
type Kdf = z.infer<typeof bodySchema>['kdf'];
export type PassphraseBody = z.infer<typeof bodySchema>;

/** Keys made from the passphrase: one seals entries, the other one only proves the passphrase. */
export interface PassphraseKeys {
  seal: Buffer;
  verifier: Buffer;
}

export function newKdf(): Kdf {
  return { name: 'scrypt', ...newCost, salt: randomBytes(32).toString('hex') };
}

function checksumOf(body: PassphraseBody): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** The text of the file. The checksum tells a damaged file from a wrong passphrase before any key is made. */
export function formatPassphraseFile(body: PassphraseBody): string {
  return `${JSON.stringify({ body, checksum: checksumOf(body) }, null, 2)}\n`;
}

/** The body, or null when the text is damaged. */
export function parsePassphraseFile(text: string): PassphraseBody | null {
  try {
    const file = fileSchema.parse(JSON.parse(text));
    return checksumOf(file.body) === file.checksum ? file.body : null;
  } catch {
    return null;
  }
}

/** Runs scrypt on the thread pool: the main thread stays free. */
export function deriveKeys(passphrase: string, kdf: Kdf): Promise<PassphraseKeys> {
  const salt = Buffer.from(kdf.salt, 'hex');
  const { N, r, p } = kdf;
  // Normalised, because keyboards of different systems compose accents differently.
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, { N, r, p, maxmem: 256 * N * r * p }, (error, root) => {
      if (error) return reject(error);
      const part = (name: string) => Buffer.from(hkdfSync('sha256', root, salt, `aetherium passphrase ${name}`, 32));
      resolve({ seal: part('seal'), verifier: part('verify') });
    });
  });
}

export function provesPassphrase(keys: PassphraseKeys, body: PassphraseBody): boolean {
  const stored = Buffer.from(body.verifier, 'hex');
  return stored.length === keys.verifier.length && timingSafeEqual(stored, keys.verifier);
}
