import type { StepCall } from '#connectors/sdk.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { Fleet } from './fleet.ts';
import type { FleetLink } from './fleet-connector.ts';

/**
 * What goes wrong with one call: throttled; carried out and the connection lost, or lost on the way there; a fault of the
 * provider before or after it did the work; an expired token; the machine is gone; refused; never answered.
 */
export type Fault = 'throttle' | 'done_and_lost' | 'lost' | 'done_and_500' | '500' | 'expired' | 'vanish' | 'forbidden' | 'hang' | 'bug';

export interface FaultyLink extends FleetLink {
  /** Faults of the next calls, by `<machine> <step>`, in order. */
  faults: Map<string, Fault[]>;
  /** Asked before each call that has no fault in `faults`. */
  anyFault: (name: string) => Fault | null;
  /** The next reads fail with these. */
  readFaults: Fault[];
  /** Ids of each read, and each call, in order. */
  reads: string[][];
  calls: string[];
  tokens: Map<string, Set<string>>;
}

const errors: Record<Exclude<Fault, 'hang' | 'bug'>, () => Error> = {
  throttle: () => failure('rate_limited', 'Slow down', { retryAfterMs: 3_000 }),
  done_and_lost: () => failure('offline', 'Connection reset'),
  lost: () => failure('offline', 'Connection reset'),
  done_and_500: () => failure('provider_unavailable', 'Internal failure', { source: { requestId: 'req-500' } }),
  '500': () => failure('provider_unavailable', 'Internal failure', { source: { requestId: 'req-500' } }),
  expired: () => failure('auth_required', 'The token has expired'),
  vanish: () => failure('not_found', 'No such machine'),
  forbidden: () => failure('forbidden', 'Not allowed'),
};

async function suffer(fleet: Fleet, fault: Fault, call: StepCall): Promise<never> {
  const { id } = call.target;
  if (fault === 'done_and_lost' || fault === 'done_and_500') fleet.carryOut({ ...call, id, step: call.step.id });
  if (fault === 'vanish') fleet.machines.delete(id);
  if (fault === 'hang') await new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason as Error)));
  if (fault === 'bug' || fault === 'hang') throw new TypeError('x is not a function');
  throw errors[fault]();
}

/** A link to a fleet in this process that fails as it is told to. */
export function faultyLink(fleet: Fleet): FaultyLink {
  const link: FaultyLink = {
    faults: new Map(),
    anyFault: () => null,
    readFaults: [],
    reads: [],
    calls: [],
    tokens: new Map(),
    list: async () => fleet.read([...fleet.machines.keys()]),
    async read(ids) {
      link.reads.push([...ids]);
      const fault = link.readFaults.shift();
      if (fault) throw errors[fault as 'lost']();
      return fleet.read(ids);
    },
    async begin(call) {
      const name = `${call.target.id} ${call.step.id}`;
      link.calls.push(name);
      link.tokens.set(name, (link.tokens.get(name) ?? new Set()).add(call.token));
      const fault = link.faults.get(name)?.shift() ?? link.anyFault(name);
      if (fault) return suffer(fleet, fault, call);
      const done = fleet.carryOut({ id: call.target.id, step: call.step.id, input: call.input, token: call.token });
      if (!done) throw errors.vanish();
      return done;
    },
  };
  return link;
}
