import type { StorageFeatures } from '#shared/model/storage.ts';
import type { Ask } from '../changes/ask.ts';
import type { ObjectTab } from '../storage-state.ts';
import { countPicked, onlyObject, type Picked } from './picked.ts';

export type CommandId =
  | 'open'
  | 'download'
  | 'dragOut'
  | 'copyOver'
  | 'moveOver'
  | 'versions'
  | 'link'
  | 'address'
  | 'cli'
  | 'listCli'
  | 'undelete'
  | 'sync'
  | Extract<Ask, { picked: Picked }>['kind'];

/** Something that can be done with what is picked. */
export interface Command {
  id: CommandId;
  title: string;
  keys?: string;
  destroys?: boolean;
  /** Begins another part of the menu. */
  apart?: boolean;
}

interface Context {
  features: StorageFeatures;
  /** Two panes are open. */
  dual: boolean;
  /** The host is behind a browser: nothing can be dragged out of its window. */
  browser: boolean;
}

function movingCommands(picked: Picked, { dual, browser }: Context): Command[] {
  const single = countPicked(picked) === 1 && !picked.whole;
  const folder = single && picked.prefixes.length === 1;
  return [
    { id: 'download', title: 'Download…' },
    ...(browser ? [] : [{ id: 'dragOut', title: 'Prepare to drag out…' } as const]),
    ...(dual
      ? [
          { id: 'copyOver', title: 'Copy to the other pane', keys: 'F5' } as const,
          { id: 'moveOver', title: 'Move to the other pane', keys: 'F6' } as const,
        ]
      : []),
    { id: 'copy', title: 'Copy to…' },
    { id: 'move', title: 'Move to…' },
    ...(folder ? [{ id: 'sync', title: dual ? 'Synchronise to the other pane…' : 'Synchronise to…' } as const] : []),
    ...(single ? [{ id: 'rename', title: 'Rename…', keys: 'F2' } as const] : []),
  ];
}

function settingCommands({ features: { verbs, classes } }: Context): Command[] {
  const can = (verb: StorageFeatures['verbs'][number]) => verbs.includes(verb);
  return [
    ...(can('properties') ? [{ id: 'properties', title: 'Properties and metadata…', apart: true } as const] : []),
    ...(can('tags') ? [{ id: 'tags', title: 'Tags…' } as const] : []),
    ...(can('storage_class') && classes.length > 1 ? [{ id: 'class', title: 'Storage class…' } as const] : []),
    ...(can('restore') && classes.some(({ archive }) => archive) ? [{ id: 'restore', title: 'Restore from the archive…' } as const] : []),
    ...(can('access') ? [{ id: 'access', title: 'Access…' } as const] : []),
  ];
}

function singleCommands(picked: Picked, { features: { verbs } }: Context): Command[] {
  const object = onlyObject(picked);
  const keepsOld = verbs.includes('versions') || verbs.includes('soft_delete');
  const folder = picked.objects.length === 0 && picked.prefixes.length === 1;
  return [
    ...(object && verbs.includes('versions') ? [{ id: 'versions', title: 'Versions', apart: true } as const] : []),
    ...(object && verbs.includes('presign') ? [{ id: 'link', title: 'Link that expires…' } as const] : []),
    ...(folder && keepsOld ? [{ id: 'undelete', title: 'Bring the folder back to a time…', apart: true } as const] : []),
    ...(countPicked(picked) === 1 ? [{ id: 'address', title: 'Copy the address', apart: true } as const] : []),
    { id: 'cli', title: 'Copy the download as CLI', apart: countPicked(picked) !== 1 },
    ...(folder ? [{ id: 'listCli', title: 'Copy the listing as CLI' } as const] : []),
  ];
}

/** What the store can do with what is picked; what it lacks is not there. What destroys comes last. */
export function commandsFor(picked: Picked, context: Context): Command[] {
  const opens = countPicked(picked) === 1 && !picked.whole ? [{ id: 'open', title: 'Open', keys: 'Enter' } as const] : [];
  return [
    ...opens,
    ...movingCommands(picked, context),
    ...settingCommands(context),
    ...singleCommands(picked, context),
    { id: 'delete', title: 'Delete…', keys: 'Delete', destroys: true, apart: true },
  ];
}

/** Parts of the detail that commands open. */
export const tabOfCommand: Partial<Record<CommandId, ObjectTab>> = { versions: 'versions', link: 'link' };
