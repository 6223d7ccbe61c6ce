import { type FileHandle, open, rm } from 'node:fs/promises';
import { failure } from '#shared/errors/app-error.ts';
import type { NewObject, ObjectStat } from '../capabilities/objects.ts';
import { statOf } from './file-facts.ts';
import { giveFinalName } from './final-name.ts';
import type { Place } from './folder-context.ts';
import { openFlags } from './open-flags.ts';
import { secondsOf } from './seconds-of.ts';

/** Writes everything, from a position on. */
export async function writeAll(handle: FileHandle, body: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < body.length; ) {
    const { bytesWritten } = await handle.write(body, done, body.length - done, position + done);
    done += bytesWritten;
  }
}

/** Works with an open file, and closes it. */
export async function closing<T>(handle: FileHandle, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** Makes the part file. It must lie where the folder was found to be: nothing is followed, nothing replaced. */
export async function makePart({ folder }: Place, part: string): Promise<FileHandle> {
  const handle = await open(folder.at(part), openFlags.create, 0o600);
  try {
    await folder.confirm();
    return handle;
  } catch (cause) {
    await handle.close();
    await rm(folder.at(part), { force: true });
    throw cause;
  }
}

/** Flushes a part file that has everything, and gives it the final name. */
export async function finish(place: Place, part: string, object: NewObject): Promise<ObjectStat> {
  const { folder, name } = place;
  const facts = await closing(await open(folder.at(part), openFlags.readWrite), async (handle) => {
    if (object.modified !== undefined) await handle.utimes(secondsOf(object.modified), secondsOf(object.modified));
    await handle.sync();
    return handle.stat({ bigint: true });
  });
  if (Number(facts.size) !== object.size) {
    throw failure('conflict', `${object.key} has ${facts.size} bytes instead of ${object.size}.`, { hint: 'Start this transfer again.' });
  }
  await giveFinalName(folder, { part, name, ifAbsent: object.ifAbsent === true });
  return statOf(facts);
}
