import type { Machine } from '#shared/model/machine.ts';
import type { ActionSource } from '../capabilities/actions.ts';
import type { Clock } from '../ports.ts';
import { bounded } from './bounded.ts';
import type { Lane } from './lanes.ts';

/** Reads the targets that wait for something, all that are about due in one call. */
export interface Watch {
  /** The machine as it is in about `delayMs`; null when it is gone then. Rejects with what the read threw. */
  next(machine: Machine, delayMs: number): Promise<Machine | null>;
}

interface Waiter {
  machine: Machine;
  dueAt: number;
  delayMs: number;
  served: AbortController;
  resolve: (fresh: Machine | null) => void;
  reject: (cause: unknown) => void;
}

interface Options {
  clock: Clock;
  lane: Lane;
  actions: ActionSource;
  signal: AbortSignal;
}

/** Who waits for long does not mind half of it: reading early together is cheaper than apart. */
function isAboutDue({ dueAt, delayMs }: Waiter, now: number): boolean {
  return dueAt - now <= delayMs / 2;
}

export function createWatch({ clock, lane, actions, signal }: Options): Watch {
  const waiters = new Set<Waiter>();
  const takeDue = () => {
    const now = clock.now();
    const due = [...waiters].filter((waiter) => isAboutDue(waiter, now));
    for (const waiter of due) {
      waiters.delete(waiter);
      waiter.served.abort();
    }
    return due;
  };
  const serve = async (due: readonly Waiter[]) => {
    try {
      const machines = due.map(({ machine }) => machine);
      const read = () => bounded(clock, signal, (limit) => actions.read(machines, limit));
      const fresh = new Map((await lane.run(read, { urgent: true })).map((machine) => [machine.id, machine]));
      for (const { machine, resolve } of due) resolve(fresh.get(machine.id) ?? null);
    } catch (cause) {
      for (const { reject } of due) reject(cause);
    }
  };
  const wake = (waiter: Waiter) => {
    if (!waiters.has(waiter)) return;
    void serve(takeDue());
  };
  return {
    next: (machine, delayMs) =>
      new Promise((resolve, reject) => {
        const waiter: Waiter = { machine, delayMs, dueAt: clock.now() + delayMs, served: new AbortController(), resolve, reject };
        waiters.add(waiter);
        const give = AbortSignal.any([signal, waiter.served.signal]);
        clock.sleep(delayMs, give).then(
          () => wake(waiter),
          () => waiters.delete(waiter) && reject(signal.reason as Error),
        );
      }),
  };
}
