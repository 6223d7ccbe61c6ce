import { failure, type Machine } from '../sdk.ts';
import { accounts, type DemoAccount } from './company.ts';
import { servicesOf } from './groups.ts';
import { machineStates } from './machine-states.ts';
import type { MachineView } from './machine-view.ts';
import { machinesOf } from './machines.ts';
import type { OpenDemo } from './open-demo.ts';

export function viewOf(demo: OpenDemo): MachineView {
  const { seed } = demo.options;
  return { seed, now: demo.clock.now(), states: machineStates(demo.connectionId, seed) };
}

/** Throws `not_found` for an account that the organisation does not have. */
export function accountById(id: string): DemoAccount {
  const account = accounts.find((one) => one.id === id);
  if (!account) throw failure('not_found', `The demo organisation has no account ${id}.`);
  return account;
}

/** The machines and services with these ids as they are now, whatever account they are in. */
export function findMachines(demo: OpenDemo, wanted: readonly Pick<Machine, 'id' | 'account'>[]): Machine[] {
  const view = viewOf(demo);
  const ids = new Set(wanted.map(({ id }) => id));
  return [...new Set(wanted.map(({ account }) => account))].flatMap((id) => {
    const account = accountById(id);
    const fleets = demo.organisation.fleets(account);
    return [...machinesOf(view, fleets), ...servicesOf(view, account, fleets)].filter((machine) => ids.has(machine.id));
  });
}
