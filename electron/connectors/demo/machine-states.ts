import type { Capacity, MachineState } from '../sdk.ts';

/** What a person did to something from the console, and when. Epoch ms, UTC. */
interface Change {
  state?: { target: 'running' | 'stopped' | 'terminated'; at: number };
  type?: string;
  tags?: Record<string, string>;
  desired?: { size: number; at: number };
  /** Time of the last restart that was asked for. */
  restartedAt?: number;
}

/** How long starting, stopping and scaling take, in ms of the clock. */
const transitionMs = 3_000;

/**
 * What was changed in this process, by connection and seed. A session lives for one sync or one action, the organisation
 * outlives it: so the changes are kept here, for the life of the process, and are gone after it.
 */
const organisations = new Map<string, MachineStates>();

export function machineStates(connectionId: string, seed: number): MachineStates {
  const key = `${connectionId}/${seed}`;
  let states = organisations.get(key);
  if (!states) organisations.set(key, (states = new MachineStates()));
  return states;
}

const moving = { running: 'starting', stopped: 'stopping', terminated: 'stopping' } as const;

export class MachineStates {
  private readonly changes = new Map<string, Change>();

  of(id: string): Readonly<Change> {
    return this.changes.get(id) ?? {};
  }

  change(id: string, change: Change): void {
    this.changes.set(id, { ...this.changes.get(id), ...change });
  }

  /** State of a machine at `now`; `own` is the state it has when nobody changed it. */
  at(id: string, own: MachineState, now: number): MachineState {
    const { state } = this.of(id);
    if (!state) return own;
    return now >= state.at + transitionMs ? state.target : moving[state.target];
  }

  /** Size of a group at `now`; members come and go within the transition. */
  capacityAt(id: string, own: Capacity, now: number): Capacity {
    const { desired } = this.of(id);
    if (!desired) return own;
    return { ...own, desired: desired.size, running: now >= desired.at + transitionMs ? desired.size : own.running };
  }
}
