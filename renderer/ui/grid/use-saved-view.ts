import { useCallback, useEffect, useRef, useState } from 'react';
import { useSettings } from '../../app/preferences.ts';
import { useCall } from '../../app/reads.ts';
import { tellError } from '../tell.ts';
import type { GridView } from './grid-view.ts';

/** Dragging a column edge changes the view many times a second; it is saved when it rests. */
const saveAfterMs = 600;

/** Arrangement of a grid, kept in the settings under its name. */
export function useSavedView(name: string, initial: GridView): { view: GridView; setView: (view: GridView) => void; reset: () => void } {
  const settings = useSettings();
  const call = useCall();
  const [own, setOwn] = useState<GridView | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const views = useRef(settings?.views);
  useEffect(() => {
    views.current = settings?.views;
  }, [settings?.views]);
  const setView = useCallback(
    (view: GridView) => {
      setOwn(view);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        void call(['settings', 'set'], { views: { ...views.current, [name]: view } }).then((reply) => reply.ok || tellError(reply.error));
      }, saveAfterMs);
    },
    [call, name],
  );
  return { view: own ?? settings?.views[name] ?? initial, setView, reset: () => setView(initial) };
}
