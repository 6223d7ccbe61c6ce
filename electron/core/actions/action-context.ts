import type { Clock, Logger } from '../ports.ts';
import type { ServiceContext } from '../services/service-context.ts';

type Shared = 'cache' | 'connections' | 'sessions' | 'vault' | 'settings' | 'events' | 'jobs' | 'operations' | 'audit';

/** What the engine works with. */
export interface ActionContext extends Pick<ServiceContext, Shared> {
  clock: Clock;
  logger: Logger;
  /** 0 ≤ x < 1; spreads the pauses of throttled calls. */
  random: () => number;
}
