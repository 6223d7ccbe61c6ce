import { mostFiles } from '#shared/model/transfer.ts';

/** A file of a browser, and what it is called below the folder that it goes to: `photos/2024/a.jpg`. */
export interface NamedFile {
  file: File;
  name: string;
}

/** Files that were chosen: those of a chosen folder say where they lie in it. */
export function chosenFiles(files: Iterable<File>): NamedFile[] {
  return Array.from(files, (file) => ({ file, name: file.webkitRelativePath || file.name }));
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader gives a folder's entries in parts, and an empty one at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

/** Files below dropped entries; one more than may be sent at most, so that it is seen that there are too many. */
async function walk(entries: readonly FileSystemEntry[], prefix: string, found: NamedFile[]): Promise<void> {
  for (const entry of entries) {
    if (found.length > mostFiles) return;
    const name = prefix + entry.name;
    if (entry.isDirectory) await walk(await entriesOf(entry as FileSystemDirectoryEntry), `${name}/`, found);
    else found.push({ file: await fileOf(entry as FileSystemFileEntry), name });
  }
}

/** What was dropped: files, and in a browser the files of folders. Called in the event itself: what it holds is gone after it. */
export function droppedFiles({ items, files }: DataTransfer, host: 'desktop' | 'headless'): Promise<NamedFile[]> {
  // The desktop takes a folder as it is; the main process reads it.
  if (host === 'desktop') return Promise.resolve(chosenFiles(files));
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (!entries.some((entry) => entry.isDirectory)) return Promise.resolve(chosenFiles(files));
  const found: NamedFile[] = [];
  return walk(entries, '', found).then(() => found);
}
