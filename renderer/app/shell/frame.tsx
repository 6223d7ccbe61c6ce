import { Button } from '@mantine/core';
import { Suspense, useEffect, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { appError } from '#shared/errors/app-error.ts';
import { PlanProvider } from '../../features/actions/plan-provider.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { FaultBoundary } from '../../ui/fault-boundary.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useHashSearch } from '../hash-location.ts';
import { rememberPlace } from '../recent-places.ts';
import { preloadScreens, screens } from '../screens.ts';
import { ActivityTray } from './activity-tray.tsx';
import { Banners } from './banners.tsx';
import { DropTarget } from './drop-target.tsx';
import classes from './frame.module.css';
import { LazyOverlays } from './lazy-overlays.tsx';
import { NavRail } from './nav-rail.tsx';
import { ScopeBar } from './scope-bar.tsx';
import { useShortcuts } from './shortcuts.ts';

const broken = appError('internal', 'This screen could not be shown', { hint: 'Load the console again. What is cached is not affected.' });

function Reload() {
  return (
    <Button size="compact-xs" variant="default" onClick={() => location.reload()}>
      Load again
    </Button>
  );
}

function Screens() {
  const [path] = useLocation();
  return (
    <FaultBoundary key={path} fallback={<ProblemNote error={broken} action={<Reload />} />}>
      <ScreenOfPlace />
    </FaultBoundary>
  );
}

function ScreenOfPlace() {
  return (
    <Suspense fallback={<div className={classes['loading']} role="status" aria-label="Loading" />}>
      <Switch>
        {screens.map(({ path, component }) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route>
          <EmptyNote title="No such screen">The link may be from a newer version. Choose a screen on the left.</EmptyNote>
        </Route>
      </Switch>
    </Suspense>
  );
}

/** Names the window after the screen, and remembers the place for the palette. */
function useScreenTitle() {
  const [path] = useLocation();
  const search = useHashSearch();
  const title = screens.find((one) => one.path === path)?.title;
  useEffect(() => {
    document.title = title ? `${title} · Aetherium` : 'Aetherium';
    if (title && search) rememberPlace({ title, place: `${path}?${search}` });
  }, [path, search, title]);
}

/** The one frame of all screens: rail, scope bar, content, activity tray. */
export function Frame() {
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  useShortcuts(setOverlay);
  useScreenTitle();
  useEffect(preloadScreens, []);
  return (
    <PlanProvider>
      <div className={classes['frame']}>
        <a href="#main" className={classes['skip']} onClick={focusMain}>
          Skip to content
        </a>
        <NavRail />
        <div className={classes['column']}>
          <ScopeBar onSearch={() => setOverlay('palette')} />
          <Banners />
          <main id="main" className={classes['main']} tabIndex={-1}>
            <Screens />
          </main>
          <ActivityTray />
        </div>
        <DropTarget />
        <LazyOverlays open={overlay} onClose={() => setOverlay(null)} onOpen={setOverlay} />
      </div>
    </PlanProvider>
  );
}

/** The fragment holds the place, so the link must not change it. */
function focusMain(event: { preventDefault(): void }) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
