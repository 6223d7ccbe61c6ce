import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import type { SettingsModel } from '#shared/model/settings.ts';
import { resolveZone } from '../ui/format/time.ts';
import { useRead } from './reads.ts';

/** Settings of this console; undefined until the host answered. */
export function useSettings(): SettingsModel | undefined {
  return useRead(['settings', 'get'], {}).data;
}

/** IANA zone in which times are shown. */
export function useZone(): string {
  const setting = useSettings()?.timeZone ?? 'system';
  return useMemo(() => resolveZone(setting), [setting]);
}

/** Height of a grid row in pixels: 32, or 24 when compact. */
export function useRowHeight(): number {
  return useSettings()?.density === 'compact' ? 24 : 32;
}

/** Applies theme and density to the document. */
export function PreferenceEffects() {
  const settings = useSettings();
  const { setColorScheme } = useMantineColorScheme();
  const theme = settings?.theme;
  const density = settings?.density;
  useEffect(() => {
    if (theme) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (density) document.documentElement.dataset['density'] = density;
  }, [density]);
  return null;
}
