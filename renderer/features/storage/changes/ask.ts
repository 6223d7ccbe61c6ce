import type { Picked } from '../browse/picked.ts';
import type { Place } from '../places.ts';

/** Changes that ask for something before they are planned. */
export type Ask =
  | { kind: 'folder'; place: Place }
  | { kind: 'undelete'; place: Place }
  /** `other`: folder of the other pane; null with one pane. */
  | { kind: 'sync'; place: Place; other: Place | null }
  | { kind: 'copy' | 'move' | 'rename' | 'properties' | 'tags' | 'class' | 'restore' | 'access' | 'delete'; picked: Picked };

export const askTitles: Record<Ask['kind'], string> = {
  folder: 'New folder',
  undelete: 'Bring the folder back to a time',
  sync: 'Synchronise to',
  copy: 'Copy to',
  move: 'Move to',
  rename: 'Rename',
  properties: 'Properties and metadata',
  tags: 'Tags',
  class: 'Storage class',
  restore: 'Restore from the archive',
  access: 'Access',
  delete: 'Delete',
};
