import type { FolderRow, ObjectRow } from '#shared/model/storage.ts';

/** One folder, whatever it is known from. Folders and objects are in the order of their keys. */
export interface FolderView {
  folders: readonly string[];
  folder(index: number): FolderRow;
  objects: number;
  /** Of all objects directly in the folder. */
  bytes: number;
  object(index: number): ObjectRow;
  /** Keys of all objects, for a filter by text. */
  keys(): Iterable<string>;
  /** A column of all objects. */
  numbers(column: 'size' | 'modified'): Float64Array;
  classes(): string[];
}
