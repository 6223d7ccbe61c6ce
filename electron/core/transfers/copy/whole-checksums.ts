import type { Checksum } from '#shared/model/storage.ts';
import type { ObjectAddress, ObjectStore } from '../../capabilities/objects.ts';
import { combineChecksums, isCombinable } from './checksums/checksums.ts';

interface Stated {
  store: ObjectStore;
  address: ObjectAddress;
  size: number;
  checksums: readonly Checksum[];
  signal: AbortSignal;
}

/** Checksums of the whole object: those of checksums of parts cannot be compared with anything else. */
export const ofWhole = (checksums: readonly Checksum[]): Checksum[] => checksums.filter(({ parts }) => parts === undefined);

async function combined({ store, address, size, signal }: Stated, { algorithm, parts }: Checksum): Promise<Checksum[]> {
  if (!isCombinable(algorithm) || !store.partChecksums) return [];
  const pieces = await store.partChecksums(address, algorithm, signal);
  if (!pieces || pieces.length !== parts || pieces.reduce((sum, piece) => sum + piece.size, 0) !== size) return [];
  return [{ algorithm, value: combineChecksums(algorithm, pieces) }];
}

/** Checksums of the whole as a store states them; where it states only composite ones, made of those of the parts. */
export async function wholeChecksums(stated: Stated): Promise<Checksum[]> {
  const whole = ofWhole(stated.checksums);
  if (whole.length > 0) return whole;
  for (const composite of stated.checksums) {
    const made = await combined(stated, composite);
    if (made.length > 0) return made;
  }
  return [];
}
