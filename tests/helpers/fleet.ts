import type { Clock } from '#core/ports.ts';
import type { ActionInput } from '#shared/model/action.ts';
import { type Machine, type MachineState, plainMachine } from '#shared/model/machine.ts';
import { machine } from './machines.ts';

/** One call that reached the provider. */
export interface FleetCall {
  id: string;
  step: string;
  input: ActionInput;
  token: string;
}

/** A provider's side of the actions: machines that take time to change, and a count of what was done to each. */
export interface Fleet {
  machines: Map<string, Machine>;
  /** Times that a step was carried out, by `<machine> <step>`. */
  effects: Map<string, number>;
  /** Milliseconds until a change is seen in reads. */
  slowness: number;
  read: (ids: readonly string[]) => Machine[];
  /** Carries a step out; undefined when there is no such machine. */
  carryOut: (call: FleetCall) => { requestId: string } | undefined;
}

interface Change {
  at: number;
  patch: Partial<Machine>;
}

function transition(step: string, input: ActionInput, found: Machine): { now: Partial<Machine>; later: Partial<Machine> } {
  const state = (word: MachineState) => ({ state: word, providerState: word });
  const generation = String(Number(found.details['generation'] ?? '0') + 1);
  const tags = {
    ...found.tags,
    ...Object.fromEntries(
      String(input['set'] ?? '')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('=') as [string, string]),
    ),
  };
  for (const key of String(input['remove'] ?? '').split('\n')) delete tags[key];
  const changes: Record<string, { now: Partial<Machine>; later: Partial<Machine> }> = {
    start: { now: state('starting'), later: state('running') },
    stop: { now: state('stopping'), later: state('stopped') },
    terminate: { now: state('stopping'), later: state('terminated') },
    modify: { now: {}, later: { type: String(input['type']) } },
    renew: { now: {}, later: { details: { generation } } },
    tag: { now: {}, later: { tags } },
    scale: { now: {}, later: { capacity: { desired: Number(input['desired']), min: 0, max: 9, running: Number(input['desired']) } } },
  };
  return changes[step] ?? { now: {}, later: {} };
}

export function createFleet(clock: Pick<Clock, 'now'>, machines: readonly Machine[]): Fleet {
  const pending = new Map<string, Change[]>();
  let requests = 0;
  const bringUpToDate = (id: string) => {
    const changes = pending.get(id) ?? [];
    const due = changes.filter(({ at }) => at <= clock.now());
    pending.set(
      id,
      changes.filter(({ at }) => at > clock.now()),
    );
    for (const { patch } of due) if (fleet.machines.has(id)) fleet.machines.set(id, { ...fleet.machines.get(id)!, ...patch });
  };
  const fleet: Fleet = {
    machines: new Map(machines.map((one) => [one.id, one])),
    effects: new Map(),
    slowness: 2_500,
    read: (ids) =>
      ids.flatMap((id) => {
        bringUpToDate(id);
        return structuredClone(fleet.machines.get(id)) ?? [];
      }),
    carryOut({ id, step, input }) {
      bringUpToDate(id);
      const found = fleet.machines.get(id);
      if (!found) return undefined;
      const name = `${id} ${step}`;
      fleet.effects.set(name, (fleet.effects.get(name) ?? 0) + 1);
      const { now, later } = transition(step, input, found);
      fleet.machines.set(id, { ...found, ...now });
      pending.set(id, [...(pending.get(id) ?? []), { at: clock.now() + fleet.slowness, patch: later }]);
      requests += 1;
      return { requestId: `req-${requests}` };
    },
  };
  return fleet;
}

/** `count` running machines over three regions and two accounts. */
export function fleetMachines(count: number, patch: Partial<Machine> = {}): Machine[] {
  return Array.from({ length: count }, (_, n) =>
    machine({
      ...plainMachine,
      id: `m-${n}`,
      name: `web-${n}`,
      account: `account-${n % 2}`,
      region: ['east', 'west', 'north'][n % 3]!,
      environment: '',
      tags: { team: 'web' },
      ...patch,
    }),
  );
}
