import type { MachineStates } from './machine-states.ts';

/** Everything a machine is made from. */
export interface MachineView {
  seed: number;
  /** Epoch ms, UTC. */
  now: number;
  states: MachineStates;
}
