import { SegmentedControl, Select } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import type { SettingsModel } from '#shared/model/settings.ts';
import { formatTime, resolveZone } from '../../ui/format/time.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './settings.module.css';
import { useSaveSettings } from './use-save-settings.ts';

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <div className={classes['label']}>{label}</div>
      {children}
    </div>
  );
}

/** Theme, density and the zone in which times are shown. */
export function AppearanceSection({ settings }: { settings: SettingsModel }) {
  const save = useSaveSettings();
  const now = useNow();
  const zones = useMemo(
    () => [
      { value: 'system', label: `As this desktop (${resolveZone('system')})` },
      { value: 'UTC', label: 'UTC' },
      ...Intl.supportedValuesOf('timeZone')
        .filter((zone) => zone !== 'UTC')
        .map((zone) => ({ value: zone, label: zone })),
    ],
    [],
  );
  return (
    <div className={classes['fields']}>
      <Labelled label="Theme">
        <SegmentedControl
          aria-label="Theme"
          data={[
            { value: 'system', label: 'As desktop' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          value={settings.theme}
          onChange={(theme) => void save({ theme })}
        />
      </Labelled>
      <Labelled label="Density of tables">
        <SegmentedControl
          aria-label="Density of tables"
          data={[
            { value: 'normal', label: 'Normal, 32 px' },
            { value: 'compact', label: 'Compact, 24 px' },
          ]}
          value={settings.density}
          onChange={(density) => void save({ density })}
        />
      </Labelled>
      <Select
        label="Time zone"
        description={`Now: ${formatTime(now, resolveZone(settings.timeZone))}. Billing periods stay UTC.`}
        searchable
        limit={100}
        data={zones}
        value={settings.timeZone}
        allowDeselect={false}
        onChange={(timeZone) => timeZone && void save({ timeZone })}
      />
    </div>
  );
}
