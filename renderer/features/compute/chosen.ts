import type { MachineKey, MachineSelection } from '#shared/model/machine.ts';

/** What is chosen: machines by their keys, or whatever matches a filter when it is acted on. */
export type Chosen = { kind: 'machines'; keys: ReadonlyMap<string, MachineKey> } | { kind: 'filter'; selection: MachineSelection };

export const keyText = ({ connectionId, machineId }: MachineKey) => `${connectionId} ${machineId}`;

export const nothing = {
  chosen: { kind: 'machines', keys: new Map() } satisfies Chosen as Chosen,
  selection: { text: '', where: [] } satisfies MachineSelection as MachineSelection,
};

/** How many are chosen; `total`: how many match the filter now. */
export function countOf(chosen: Chosen, total: number | null): number {
  return chosen.kind === 'machines' ? chosen.keys.size : (total ?? 0);
}

export function withKeys(chosen: Chosen, keys: readonly MachineKey[]): Chosen {
  const before = chosen.kind === 'machines' ? chosen.keys : new Map<string, MachineKey>();
  return { kind: 'machines', keys: new Map([...before, ...keys.map((key) => [keyText(key), key] as const)]) };
}

export function toggled(chosen: Chosen, key: MachineKey): Chosen {
  const keys = new Map(chosen.kind === 'machines' ? chosen.keys : []);
  if (!keys.delete(keyText(key))) keys.set(keyText(key), key);
  return { kind: 'machines', keys };
}

export function sameSelection(a: MachineSelection, b: MachineSelection): boolean {
  return a.text === b.text && JSON.stringify(a.where) === JSON.stringify(b.where);
}

/** What matches both; null when the host does not take so long a question. */
export function bothSelections(a: MachineSelection, b: MachineSelection): MachineSelection | null {
  const text = [a.text, b.text].filter(Boolean).join(' ');
  const where = [...a.where, ...b.where];
  return text.length <= 200 && where.length <= 20 ? { text, where } : null;
}
