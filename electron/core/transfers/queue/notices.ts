import type { Clock } from '../../ports.ts';
import type { EventHub } from '../../services/event-hub.ts';

/** Milliseconds between two notices: a progress bar does not show more. */
const every = 250;

/** Tells that transfers changed: at once, and not more often than needed. */
export function createNotices({ clock, events }: { clock: Clock; events: Pick<EventHub, 'changed'> }): () => void {
  let resting = false;
  let again = false;
  const tell = () => {
    if (resting) {
      again = true;
      return;
    }
    resting = true;
    again = false;
    events.changed('transfers');
    void clock.sleep(every).then(() => {
      resting = false;
      if (again) tell();
    });
  };
  return tell;
}
