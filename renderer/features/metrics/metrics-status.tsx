import type { MetricsResult } from '#shared/model/metric.ts';
import { useZone } from '../../app/preferences.ts';
import { AgeBadge } from '../../ui/age-badge.tsx';
import { formatTime } from '../../ui/format/time.ts';
import classes from './metrics.module.css';
import { bounds, isZoomed, type TimeWindow } from './time-window.ts';

/** Values older than this are said to be stale: providers measure every five minutes and answer some minutes later. */
const staleMs = 20 * 60_000;

interface Props {
  window: TimeWindow;
  now: number;
  result: MetricsResult;
  reading: boolean;
}

/** How old the values are, and the time shown. */
export function MetricsStatus({ result, window, now, reading }: Props) {
  const zone = useZone();
  const { from, to } = bounds(window, now);
  const { asOf, problems } = result;
  const stale = asOf !== null && !isZoomed(window) && now - asOf > staleMs;
  return (
    <div className={classes['status']}>
      <AgeBadge dated={{ asOf, stale, problems }} />
      <span className="ae-muted">
        {formatTime(from, zone)} to {formatTime(to, zone)}
      </span>
      <span className="ae-muted" role="status">
        {reading ? 'Asking the provider…' : ''}
      </span>
    </div>
  );
}
