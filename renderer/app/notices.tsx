import { lazy, Suspense, useEffect, useState } from 'react';
import { FaultBoundary } from '../ui/fault-boundary.tsx';

const NoticeArea = lazy(async () => ({ default: (await import('./notice-area.tsx')).NoticeArea }));

/** Passing notices; their code waits until the first screen is there. A notice before that is kept and shown then. */
export function Notices() {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const handle = requestIdleCallback(() => setIdle(true), { timeout: 2000 });
    return () => cancelIdleCallback(handle);
  }, []);
  if (!idle) return null;
  return (
    <FaultBoundary fallback={null}>
      <Suspense>
        <NoticeArea />
      </Suspense>
    </FaultBoundary>
  );
}
