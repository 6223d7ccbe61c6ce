import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Services } from '#shared/contract/services.ts';
import type { ServiceContext } from './service-context.ts';

export function filesService({ options, grants }: ServiceContext): Services['files'] {
  const granted = async (path: string) => {
    const found = await stat(path);
    return { token: grants.grantOpen(path), name: basename(path), bytes: found.isDirectory() ? 0 : found.size };
  };
  return {
    chooseOpen: async (input) => Promise.all((await options.shell.chooseOpen(input)).map(granted)),
    async chooseSave(input) {
      const chosen = await options.shell.chooseSave(input);
      return chosen && { token: grants.grantSave(chosen.path), name: basename(chosen.path), downloadPath: chosen.downloadPath };
    },
    dragFolder: async ({ name }) => ({ token: grants.grantSave(join(await options.shell.makeDragFolder(), name ?? '')) }),
  };
}
