import {
  IconActivity,
  IconArrowsTransferUpDown,
  IconBulb,
  IconCalendarTime,
  IconChartBar,
  IconDatabase,
  IconLayoutDashboard,
  IconPlugConnected,
  IconServer2,
  IconSettings,
  IconShieldCheck,
} from '@tabler/icons-react';
import { lazy } from 'react';
import { Overview } from '../features/overview/overview-screen.tsx';

const costs = () => import('../features/costs/costs-screen.tsx');
const compute = () => import('../features/compute/compute-screen.tsx');
const storage = () => import('../features/storage/storage-screen.tsx');
const transfers = () => import('../features/transfers/transfers-screen.tsx');
const recommendations = () => import('../features/recommendations/recommendations-screen.tsx');
const schedules = () => import('../features/schedules/schedules-screen.tsx');
const connections = () => import('../features/connections/connections-screen.tsx');
const activity = () => import('../features/activity/activity-screen.tsx');
const audit = () => import('../features/audit/audit-screen.tsx');
const settings = () => import('../features/settings/settings-screen.tsx');

/** The first screen is in the entry chunk; the others come when asked for, or when the console is idle. */
export const screens = [
  { path: '/', key: 'o', title: 'Overview', icon: IconLayoutDashboard, component: Overview },
  { path: '/costs', key: 'c', title: 'Costs', icon: IconChartBar, component: lazy(async () => ({ default: (await costs()).CostsScreen })) },
  {
    path: '/compute',
    key: 'm',
    title: 'Compute',
    icon: IconServer2,
    component: lazy(async () => ({ default: (await compute()).ComputeScreen })),
  },
  {
    path: '/storage',
    key: 'b',
    title: 'Storage',
    icon: IconDatabase,
    component: lazy(async () => ({ default: (await storage()).StorageScreen })),
  },
  {
    path: '/transfers',
    key: 't',
    title: 'Transfers',
    icon: IconArrowsTransferUpDown,
    component: lazy(async () => ({ default: (await transfers()).TransfersScreen })),
  },
  {
    path: '/recommendations',
    key: 'v',
    title: 'Savings',
    icon: IconBulb,
    component: lazy(async () => ({ default: (await recommendations()).RecommendationsScreen })),
  },
  {
    path: '/schedules',
    key: 'h',
    title: 'Schedules',
    icon: IconCalendarTime,
    component: lazy(async () => ({ default: (await schedules()).SchedulesScreen })),
  },
  {
    path: '/connections',
    key: 'n',
    title: 'Connections',
    icon: IconPlugConnected,
    component: lazy(async () => ({ default: (await connections()).ConnectionsScreen })),
  },
  {
    path: '/activity',
    key: 'a',
    title: 'Activity',
    icon: IconActivity,
    component: lazy(async () => ({ default: (await activity()).ActivityScreen })),
  },
  {
    path: '/audit',
    key: 'u',
    title: 'Audit',
    icon: IconShieldCheck,
    component: lazy(async () => ({ default: (await audit()).AuditScreen })),
  },
  {
    path: '/settings',
    key: 's',
    title: 'Settings',
    icon: IconSettings,
    component: lazy(async () => ({ default: (await settings()).SettingsScreen })),
  },
] as const;

function whenIdle(work: () => Promise<void>): void {
  requestIdleCallback(() => void work(), { timeout: 5000 });
}

/** Loads the other screens while nothing else is to do, so that a click on them shows them at once. */
export function preloadScreens(): void {
  const all = [costs, compute, storage, transfers, recommendations, schedules, connections, activity, audit, settings];
  const loadOne = async () => {
    const load = all.shift();
    if (!load) return;
    // A screen that does not load now is asked for again when someone goes there.
    await load().then(
      () => whenIdle(loadOne),
      () => {},
    );
  };
  whenIdle(loadOne);
}
