import type { MachineState } from '../sdk.ts';

/** What a person did to a machine from the console, and when. */
interface Override {
  target: 'running' | 'stopped';
  at: number;
}

/** How long starting and stopping take, in ms of the clock. */
const transitionMs = 20_000;

/**
 * Machines started and stopped in this process, by connection and seed. A session lives for one sync or one action,
 * the organisation outlives it: so the changes are kept here, for the life of the process, and are gone after it.
 */
const organisations = new Map<string, MachineStates>();

export function machineStates(connectionId: string, seed: number): MachineStates {
  const key = `${connectionId}/${seed}`;
  let states = organisations.get(key);
  if (!states) organisations.set(key, (states = new MachineStates()));
  return states;
}

export class MachineStates {
  private readonly overrides = new Map<string, Override>();

  change(machineId: string, target: Override['target'], now: number): void {
    this.overrides.set(machineId, { target, at: now });
  }

  /** State of a machine at `now`; `own` is the state it has when nobody changed it. */
  at(machineId: string, own: MachineState, now: number): MachineState {
    const override = this.overrides.get(machineId);
    if (!override) return own;
    const settled = now >= override.at + transitionMs;
    if (override.target === 'stopped') return settled ? 'stopped' : 'stopping';
    return settled ? 'running' : 'starting';
  }
}
