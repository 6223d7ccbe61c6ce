import { AppFailure } from '#shared/errors/app-error.ts';
import { withFileFailures } from './file-failure.ts';
import { type NameRules, nameProblem, segmentsOf } from './key-path.ts';
import { type OpenFolder, openFolder, type Root, resolveRoot } from './open-folder.ts';

/** What the parts of a store of folders share. */
export interface FolderContext {
  /** The folder that a bucket names. Throws `not_found`. */
  rootOf: (bucket: string) => string;
  platform: NodeJS.Platform;
  rules: NameRules;
}

/** A key's place: the folder that holds it, and its name there. */
export interface Place {
  root: Root;
  folder: OpenFolder;
  name: string;
  /** Path below the resolved root, for people and for systems without descriptors. */
  names: string[];
}

/** Throws `invalid_input` for a key that no file below the root can have. */
export function requireName(context: FolderContext, key: string): string[] {
  const problem = nameProblem(key, context.rules);
  if (problem) throw new AppFailure(problem);
  return segmentsOf(key);
}

/** Works in the folder that holds a key, opened and found to lie inside; what the system refuses is an `AppFailure`. */
export function inFolderOf<T>(
  context: FolderContext,
  { bucket, key, make = false }: { bucket: string; key: string; make?: boolean },
  work: (place: Place) => Promise<T>,
): Promise<T> {
  return withFileFailures(key, async () => {
    const names = requireName(context, key);
    const root = await resolveRoot(context.rootOf(bucket), context.platform);
    const folder = await openFolder(root, names.slice(0, -1), make);
    try {
      return await work({ root, folder, name: names.at(-1)!, names });
    } finally {
      await folder.close();
    }
  });
}
