import { copyText } from '../../../ui/copy-text.ts';
import { tell } from '../../../ui/tell.ts';
import { cliCommand } from '../../transfers/plan/cli-command.ts';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import type { Ask } from '../changes/ask.ts';
import { copyRequest } from '../changes/copy-request.ts';
import type { Place } from '../places.ts';
import { listCommand } from '../read-commands.ts';
import type { ObjectTab } from '../storage-state.ts';
import { addressOf, useStores } from '../use-stores.ts';
import { type CommandId, tabOfCommand } from './commands.ts';
import { onlyObject, type Picked, sourceOf } from './picked.ts';
import { useDownload } from './use-download.ts';

export interface Doing {
  /** Folder of the other pane; null with one pane. */
  other: Place | null;
  onOpenFolder: (place: Place) => void;
  onOpenObject: (picked: Picked, tab: ObjectTab) => void;
  onAsk: (ask: Ask) => void;
  /** Has it made ready to be dragged out of the window. */
  onDragOut: (picked: Picked) => void;
}

const pathOf = (picked: Picked) => onlyObject(picked)?.key ?? picked.prefixes[0] ?? picked.place.prefix;

/** Does what was chosen from a menu, the toolbar or by a key. */
export function useRunCommand({ other, onOpenFolder, onOpenObject, onAsk, onDragOut }: Doing): (id: CommandId, picked: Picked) => void {
  const plan = useStoragePlan();
  const download = useDownload();
  const { of, can } = useStores();
  return (id, picked) => {
    const { place } = picked;
    const tab = tabOfCommand[id];
    if (tab) return onOpenObject(picked, tab);
    switch (id) {
      case 'open':
        return onlyObject(picked) ? onOpenObject(picked, 'overview') : onOpenFolder({ ...place, prefix: pathOf(picked) });
      case 'download':
        return void download(picked);
      case 'dragOut':
        return onDragOut(picked);
      case 'copyOver':
      case 'moveOver':
        return other ? plan(copyRequest(id === 'copyOver' ? 'copy' : 'move', picked, other)) : undefined;
      case 'undelete':
        return onAsk({ kind: 'undelete', place: { ...place, prefix: pathOf(picked) } });
      case 'sync':
        return onAsk({ kind: 'sync', place: { ...place, prefix: pathOf(picked) }, other });
      case 'address':
        return void copyText(addressOf(of(place.connectionId)?.features, place.bucket, pathOf(picked)), 'The address is on the clipboard.');
      case 'cli': {
        const command = cliCommand({ verb: 'copy', source: sourceOf(picked), target: { kind: 'file' } });
        if (command === null)
          return tell('warning', 'The command line has no word for this: it reads a name that ends with a slash as a folder.');
        return void copyText(command, 'The command that downloads it is on the clipboard.');
      }
      case 'listCli':
        return void copyText(listCommand({ ...place, prefix: pathOf(picked) }), 'The command that lists it is on the clipboard.');
      case 'delete':
        // Only where versions are kept is there something to choose.
        if (can(place.connectionId, 'versions')) return onAsk({ kind: 'delete', picked });
        return plan({ verb: 'delete', source: sourceOf(picked) });
      case 'versions':
      case 'link':
        return undefined;
      default:
        return onAsk({ kind: id, picked });
    }
  };
}
