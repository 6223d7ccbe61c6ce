import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Services } from '#shared/contract/services.ts';
import type { ServiceContext } from './service-context.ts';

export function filesService({ options, grants }: ServiceContext): Services['files'] {
  const granted = async (path: string) => ({ token: grants.grantOpen(path), name: basename(path), bytes: (await stat(path)).size });
  return {
    chooseOpen: async (input) => Promise.all((await options.shell.chooseOpen(input)).map(granted)),
    async chooseSave(input) {
      const chosen = await options.shell.chooseSave(input);
      return chosen && { token: grants.grantSave(chosen.path), name: basename(chosen.path), downloadPath: chosen.downloadPath };
    },
  };
}
