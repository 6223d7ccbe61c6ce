import { type AppError, appError, type Machine, type MachineChange, type MachineControl, type MachineState, toAppError } from '../sdk.ts';
import { accounts } from './company.ts';
import { beforeRead } from './failures.ts';
import { machineStates } from './machine-states.ts';
import { machinesOf } from './machines.ts';
import { type OpenDemo, readSignal } from './open-demo.ts';

/** States from which a machine can be started or stopped. */
const from: Record<'running' | 'stopped', MachineState[]> = { running: ['stopped', 'suspended'], stopped: ['running'] };
/** States in which there is nothing to do. */
const already: Record<'running' | 'stopped', MachineState[]> = { running: ['running', 'starting'], stopped: ['stopped', 'stopping'] };

type Target = keyof typeof from;

function refusal(demo: OpenDemo, machine: Machine | undefined, id: string, signal: AbortSignal): AppError | null {
  if (!machine) return appError('not_found', `The demo organisation has no machine ${id}.`);
  try {
    const account = accounts.find((candidate) => candidate.id === machine.account)!;
    beforeRead(demo, { account, operation: 'demo:ControlMachines', signal });
    return null;
  } catch (cause) {
    return toAppError(cause);
  }
}

function changeOne(demo: OpenDemo, target: Target, machine: Machine): MachineChange {
  const { id } = machine;
  if (already[target].includes(machine.state)) return { id, state: machine.state, error: null };
  if (!from[target].includes(machine.state)) {
    const error = appError('conflict', `${machine.name} is ${machine.state}.`, { hint: 'Refresh and look at its state again.' });
    return { id, state: null, error };
  }
  machineStates(demo.connectionId, demo.options.seed).change(id, target, demo.clock.now());
  return { id, state: target === 'running' ? 'starting' : 'stopping', error: null };
}

async function change(demo: OpenDemo, target: Target, ids: readonly string[], callSignal: AbortSignal): Promise<MachineChange[]> {
  const signal = readSignal(demo, callSignal);
  signal.throwIfAborted();
  const { seed } = demo.options;
  const view = { seed, now: demo.clock.now(), states: machineStates(demo.connectionId, seed) };
  const wanted = new Set(ids);
  const found = new Map<string, Machine>();
  for (const machine of machinesOf(view, demo.organisation.fleets())) if (wanted.has(machine.id)) found.set(machine.id, machine);
  return ids.map((id) => {
    const machine = found.get(id);
    const error = refusal(demo, machine, id, signal);
    return error || !machine ? { id, state: null, error } : changeOne(demo, target, machine);
  });
}

/** Starts and stops machines of the organisation; the change is seen by every session of this connection in this process. */
export function machineControl(demo: OpenDemo): MachineControl {
  return {
    start: (ids, signal) => change(demo, 'running', ids, signal),
    stop: (ids, signal) => change(demo, 'stopped', ids, signal),
  };
}
