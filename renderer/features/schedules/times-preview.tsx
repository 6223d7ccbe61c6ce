import { useDebouncedValue } from '@mantine/hooks';
import { useRead } from '../../app/reads.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import type { ScheduleInput } from './schedule-draft.ts';
import classes from './schedules.module.css';

const typingMs = 250;
const shown = 8;

/** The next times, with what would be skipped of each and why. */
export function TimesPreview({ schedule }: { schedule: ScheduleInput }) {
  const [settled] = useDebouncedValue(schedule, typingMs);
  const read = useRead(['schedules', 'preview'], { schedule: settled, count: shown }, { keep: true });
  return (
    <section aria-label="Next times" className={classes['section']}>
      <h3>Next times, {settled.timeZone}</h3>
      <Loaded read={read} height={120}>
        {(times) =>
          times.length === 0 ? (
            <p className="ae-muted">It is never due.</p>
          ) : (
            <ul className={classes['times']} data-testid="next-times">
              {times.map(({ at, action, skipped }) => (
                <li key={`${at} ${action}`} data-skipped={skipped !== null || undefined}>
                  <span>{action}</span>
                  <span className="ae-num">{formatTime(at, settled.timeZone)}</span>
                  {skipped === null ? null : <span className="ae-muted">skipped: {skipped}</span>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
