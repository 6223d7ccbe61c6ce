import { Switch } from '@mantine/core';
import type { SettingsModel } from '#shared/model/settings.ts';
import { useSaveSettings } from './use-save-settings.ts';

/** Single keys get in the way of speech input, so they can be switched off (WCAG 2.1.4). */
export function SingleKeys({ settings }: { settings: SettingsModel }) {
  const save = useSaveSettings();
  return (
    <Switch
      label="Single keys act"
      description="Off: only combinations such as Ctrl K do."
      checked={settings.singleKeys}
      onChange={(event) => void save({ singleKeys: event.currentTarget.checked })}
      mb={12}
    />
  );
}
