import '@mantine/spotlight/styles.layer.css';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconCalendarTime,
  IconFileImport,
  IconKeyboard,
  IconMoon,
  IconPlugConnected,
  IconPlus,
  IconRefresh,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { navigate } from '../hash-location.ts';
import { useOpenCostFiles } from '../open-files.ts';
import { useCall, useRead } from '../reads.ts';
import { recentPlaces } from '../recent-places.ts';
import { useScopedHref } from '../scope.ts';
import { screens } from '../screens.ts';
import { useSync } from '../sync.ts';

const [store, spotlight] = createSpotlight();

function useCommands(onKeys: () => void): SpotlightActionGroupData {
  const sync = useSync();
  const openFiles = useOpenCostFiles();
  const call = useCall();
  const theme = (value: 'light' | 'dark') => void call(['settings', 'set'], { theme: value });
  return {
    group: 'Commands',
    actions: [
      { id: 'sync', label: 'Refresh what is past its age limit', leftSection: <IconRefresh size={16} />, onClick: () => void sync() },
      {
        id: 'open-file',
        label: 'Open a cost file…',
        keywords: 'import focus csv parquet',
        leftSection: <IconFileImport size={16} />,
        onClick: () => void openFiles(),
      },
      {
        id: 'add',
        label: 'Add a connection…',
        keywords: 'connect cloud aws azure gcp demo',
        leftSection: <IconPlus size={16} />,
        onClick: () => navigate('/connections?add='),
      },
      {
        id: 'add-schedule',
        label: 'Add a schedule…',
        keywords: 'start stop calendar cron hours',
        leftSection: <IconCalendarTime size={16} />,
        onClick: () => navigate('/schedules?new=1'),
      },
      {
        id: 'add-hold',
        label: 'Hold machines…',
        keywords: 'freeze exempt schedule',
        leftSection: <IconCalendarTime size={16} />,
        onClick: () => navigate('/schedules?tab=holds&hold=1'),
      },
      { id: 'light', label: 'Light theme', leftSection: <IconSun size={16} />, onClick: () => theme('light') },
      { id: 'dark', label: 'Dark theme', leftSection: <IconMoon size={16} />, onClick: () => theme('dark') },
      { id: 'keys', label: 'Keyboard map', leftSection: <IconKeyboard size={16} />, onClick: onKeys },
    ],
  };
}

function usePlaces(): SpotlightActionGroupData[] {
  const href = useScopedHref();
  const connections = useRead(['connections', 'list'], {}).data ?? [];
  return [
    {
      group: 'Screens',
      actions: screens.map(({ path, title, icon: Icon, key }) => ({
        id: `screen ${path}`,
        label: title,
        description: `g ${key}`,
        leftSection: <Icon size={16} />,
        onClick: () => navigate(href(path)),
      })),
    },
    {
      group: 'Connections',
      actions: connections.map(({ id, name, kind }) => ({
        id: `connection ${id}`,
        label: name,
        description: kind,
        leftSection: <IconPlugConnected size={16} />,
        onClick: () => navigate(`/connections?open=${encodeURIComponent(id)}`),
      })),
    },
    {
      group: 'Recent',
      actions: recentPlaces().map(({ place, title }) => ({
        id: `recent ${place}`,
        label: title,
        description: place,
        onClick: () => navigate(place),
      })),
    },
  ];
}

/** Screens, commands, connections and recent places by name. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const commands = useCommands(onKeys);
  const [screensGroup, ...others] = usePlaces();
  useEffect(() => spotlight.open(), []);
  const groups = [screensGroup, commands, ...others].filter(
    (group) => group !== undefined && group.actions.length > 0,
  ) as SpotlightActionGroupData[];
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={groups}
      onSpotlightClose={onClose}
      nothingFound="Nothing matches"
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={16} />, placeholder: 'Search screens, commands, connections', 'aria-label': 'Search' }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      transitionProps={{ duration: 0 }}
    />
  );
}
