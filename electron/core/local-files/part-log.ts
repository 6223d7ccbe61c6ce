import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PartReceipt } from '../capabilities/objects.ts';
import { bootId } from './boot.ts';

/** One line for each part that was written. A part that another start of the machine wrote may never have reached the disk. */
const lineSchema = z.object({
  number: z.number().int().positive(),
  size: z.number().int().nonnegative(),
  checksum: z.string().nullable(),
  boot: z.string().nullable(),
});

/** Notes a part behind those before it; a killed process leaves half a line at most. */
export async function notePart(path: string, { number, size, checksum }: PartReceipt): Promise<void> {
  await appendFile(path, `${JSON.stringify({ number, size, checksum, boot: await bootId() })}\n`, { mode: 0o600 });
}

function parsed(line: string): z.infer<typeof lineSchema> | null {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** Parts that are in the part file for certain, by number; the last that was said of a number counts. */
export async function notedParts(path: string): Promise<PartReceipt[]> {
  const boot = await bootId();
  const found = new Map<number, PartReceipt>();
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    const part = parsed(line);
    // Without a name of this start, the part was flushed before it was noted.
    if (part && part.boot === boot) found.set(part.number, { number: part.number, size: part.size, receipt: '', checksum: part.checksum });
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}
