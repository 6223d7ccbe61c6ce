import { join } from 'node:path';
import { type SettingsModel, settingsModelSchema } from '#shared/model/settings.ts';
import { openJsonFile } from './json-file.ts';

export type SettingsStore = ReturnType<typeof openSettingsStore>;

/** What the person set for this console, in `settings.json`. */
export function openSettingsStore({ home, onBad }: { home: string; onBad: (setAside: string, reason: string) => void }) {
  const file = openJsonFile({
    path: join(home, 'settings.json'),
    schema: settingsModelSchema,
    empty: settingsModelSchema.parse({}),
    onBad,
  });
  return {
    get: (): SettingsModel => file.read(),
    /** Merges the top-level keys given. */
    set: (patch: Partial<SettingsModel>): SettingsModel => file.update((current) => ({ ...current, ...patch })),
  };
}
