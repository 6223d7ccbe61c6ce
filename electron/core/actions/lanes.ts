import PQueue from 'p-queue';
import type { Machine } from '#shared/model/machine.ts';
import type { ActionSource } from '../capabilities/actions.ts';
import type { Clock } from '../ports.ts';

/** The way to one account and region of a connection: all runs of the process share its limits. */
export interface Lane {
  key: string;
  /** Works when there is room, in the order asked; `urgent` goes before what waits. */
  run: <T>(work: () => Promise<T>, options?: { urgent: boolean }) => Promise<T>;
  /** Waits until a call may begin. Rejects with the signal's reason. */
  ready(signal: AbortSignal): Promise<void>;
  /** Nothing begins for so long: the provider asked for it. */
  pause(ms: number): void;
}

export interface Lanes {
  of(connectionId: string, machine: Pick<Machine, 'account' | 'region'>, limits: ActionSource['limits']): Lane;
}

interface Pace {
  next: number;
  gap: number;
}

async function waitTurn(clock: Clock, pace: Pace, signal: AbortSignal): Promise<void> {
  // A pause that came up while this one slept moves it on again.
  for (;;) {
    const now = clock.now();
    const mine = Math.max(now, pace.next);
    if (mine <= now) {
      pace.next = now + pace.gap;
      return;
    }
    await clock.sleep(mine - now, signal);
  }
}

function createLane(clock: Clock, key: string, limits: ActionSource['limits']): Lane {
  const queue = new PQueue({ concurrency: limits.concurrency });
  // p-queue counts calls per interval by the wall clock; the gap between calls follows the injected one.
  const pace: Pace = { next: 0, gap: 1000 / limits.perSecond };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    key,
    run: (work, { urgent } = { urgent: false }) => queue.add(work, { priority: urgent ? 1 : 0 }),
    ready(signal) {
      const mine = turn.then(() => {
        signal.throwIfAborted();
        return waitTurn(clock, pace, signal);
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    pause: (ms) => void (pace.next = Math.max(pace.next, clock.now() + ms)),
  };
}

export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<string, Lane>();
  return {
    of(connectionId, { account, region }, limits) {
      const key = JSON.stringify([connectionId, account, region]);
      const lane = lanes.get(key) ?? createLane(clock, key, limits);
      lanes.set(key, lane);
      return lane;
    },
  };
}
