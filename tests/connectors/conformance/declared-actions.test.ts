import { describe, expect, test } from 'vitest';
import type { Action } from '#connectors/sdk.ts';
import { machineKinds, machineStates } from '#shared/model/machine.ts';
import { candidates } from './open-connector.ts';

interface Rule {
  effect: Action['effect'];
  /** Actions that may put it back; empty: nothing does. */
  undo: string[];
  /** Kinds that it is only for. */
  only?: Action['kinds'];
  /** Keys and types of the fields that the engine fills in for an undo, and screens ask for. */
  fields?: Record<string, Action['input'][number]['type'][]>;
}

const change = { effect: 'change', undo: [] } as const;
/** The names that `shared/model/action.ts` documents: one meaning on every provider, so that clouds can be acted on together. */
const standard: Record<string, Rule> = {
  start: { ...change, undo: ['stop'] },
  stop: { ...change, undo: ['start'] },
  'power-off': { ...change, undo: ['start'] },
  hibernate: { ...change, undo: ['start'], only: ['machine'] },
  suspend: { ...change, undo: ['start'], only: ['machine'] },
  reboot: { ...change, undo: [], only: ['machine'] },
  reset: { ...change, undo: [], only: ['machine'] },
  terminate: { effect: 'destroy', undo: [] },
  resize: { ...change, undo: ['resize'], only: ['machine'], fields: { type: ['text', 'choice'] } },
  redeploy: { ...change, undo: [] },
  tag: { ...change, undo: ['tag'], fields: { set: ['text'], remove: ['text'] } },
  scale: { ...change, undo: ['scale'], only: ['group', 'service', 'node_pool'], fields: { desired: ['number'] } },
  restart: { ...change, undo: [], only: ['service'] },
  'stop-task': { effect: 'destroy', undo: [], only: ['task'] },
  'pause-scaling': { ...change, undo: ['resume-scaling'], only: ['group'] },
  'resume-scaling': { ...change, undo: ['pause-scaling'], only: ['group'] },
  delete: { effect: 'destroy', undo: [], only: ['disk'] },
  release: { effect: 'destroy', undo: [], only: ['address'] },
};

describe.each(candidates())('$kind', ({ connector: { manifest }, fixture }) => {
  const { actions = [] } = manifest;
  const named = (name: string | null) => actions.find((action) => action.name === name);

  test('what it does not offer has a reason, and only that', () => {
    expect(fixture.without?.actions === undefined, 'actions').toBe(actions.length > 0);
    expect(fixture.without?.metrics === undefined, 'metrics').toBe(manifest.capabilities.includes('metrics'));
    for (const reason of Object.values(fixture.without ?? {})) expect(reason.trim()).not.toBe('');
  });

  test('actions are plain data with names of their own', () => {
    expect(structuredClone(actions)).toEqual(actions);
    expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length);
    expect(Object.keys({ ...fixture.inputs, ...fixture.untried }).filter((name) => !named(name))).toEqual([]);
  });

  test.skipIf(actions.length === 0).each(actions)('$name says what it is, for what, and asks for what a form can hold', (action) => {
    expect(action.title.trim()).not.toBe('');
    expect(action.description.trim()).toMatch(/\.$/);
    expect(action.kinds.filter((kind) => !machineKinds.includes(kind))).toEqual([]);
    expect(action.states.filter((state) => !machineStates.includes(state))).toEqual([]);
    expect(new Set([...action.kinds, ...action.states]).size, 'each once').toBe(action.kinds.length + action.states.length);
    expect(new Set(action.input.map(({ key }) => key)).size).toBe(action.input.length);
    for (const { key, type, label } of action.input) {
      expect(['secret', 'file'], `${key}: plans and audit records show inputs`).not.toContain(type);
      expect(label.trim(), key).not.toBe('');
    }
  });

  test.skipIf(actions.length === 0).each(actions)('$name means what it means everywhere', ({ name, effect, kinds, undo, input }) => {
    const rule = standard[name];
    expect(rule, `${name} is no standard name: document it at actionSchema and here`).toBeDefined();
    expect(effect).toBe(rule!.effect);
    if (rule!.only) expect(rule!.only).toEqual(expect.arrayContaining(kinds));
    if (undo !== null) expect(rule!.undo).toContain(undo);
    for (const [key, types] of Object.entries(rule!.fields ?? {})) {
      expect(types, `field ${key}`).toContain(input.find((field) => field.key === key)?.type);
    }
  });

  test.skipIf(actions.length === 0).each(actions)('$name is put back, if at all, by an action for the same kinds', ({ undo, kinds }) => {
    if (undo === null) return;
    expect(named(undo)?.kinds, `undo by ${undo}`).toEqual(expect.arrayContaining(kinds));
  });
});
