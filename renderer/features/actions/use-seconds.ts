import { useEffect, useState } from 'react';

/** Current time, epoch ms, moving on every second: for countdowns and running work. */
export function useSeconds(running = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
