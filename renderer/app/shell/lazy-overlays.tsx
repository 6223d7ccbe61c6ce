import { lazy, Suspense } from 'react';
import { FaultBoundary } from '../../ui/fault-boundary.tsx';
import type { Overlay } from './shortcuts.ts';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const KeyboardMap = lazy(async () => ({ default: (await import('./keyboard-map.tsx')).KeyboardMap }));

interface Props {
  open: Overlay | null;
  onOpen: (overlay: Overlay) => void;
  onClose: () => void;
}

/** Palette and keyboard map, loaded on first use. */
export function LazyOverlays({ open, onOpen, onClose }: Props) {
  return (
    <FaultBoundary key={open} fallback={null}>
      <Suspense>
        {open === 'palette' ? <Palette onClose={onClose} onKeys={() => onOpen('keys')} /> : null}
        {open === 'keys' ? <KeyboardMap onClose={onClose} /> : null}
      </Suspense>
    </FaultBoundary>
  );
}
