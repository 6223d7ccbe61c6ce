import { expect, test } from 'vitest';
import { offeredActions } from '#core/actions/offered-actions.ts';
import type { Action } from '#shared/model/action.ts';
import type { Manifest } from '#shared/model/connection.ts';
import type { Field } from '#shared/model/field.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import { machine } from '#tests/helpers/machines.ts';

const field = (key: string): Field => ({ key, label: key, type: 'text', required: false, advanced: false });
const action = (name: string, patch: Partial<Action> = {}): Action => ({
  name,
  title: name,
  description: '',
  kinds: ['machine'],
  states: [],
  effect: 'change',
  input: [],
  undo: null,
  ...patch,
});

const manifests = [
  {
    kind: 'one',
    actions: [action('stop', { title: 'Stop', states: ['running'], input: [field('force')] }), action('scale', { kinds: ['group'] })],
  },
  {
    kind: 'two',
    actions: [
      action('stop', {
        title: 'Stop (deallocate)',
        states: ['running', 'starting'],
        input: [field('force'), field('wait')],
        undo: 'start',
      }),
    ],
  },
  { kind: 'three' },
] as Manifest[];

const connections = { list: () => manifests.map(({ kind }) => ({ id: `${kind}-id`, kind })) };
const context = { connections, sessions: { manifests: () => manifests } } as unknown as Parameters<typeof offeredActions>[0];
const at = (kind: string, patch: Partial<CachedMachine> = {}): CachedMachine => ({ ...machine(), connectionId: `${kind}-id`, ...patch });

test('the same name over providers is one action, with what either asks for', () => {
  const offered = offeredActions(context, [at('one'), at('one'), at('two'), at('three'), at('gone')]);
  expect(offered).toHaveLength(1);
  expect(offered[0]).toMatchObject({ name: 'stop', title: 'Stop', targets: 3, undo: 'start', states: ['running', 'starting'] });
  expect(offered[0]!.input.map(({ key }) => key)).toEqual(['force', 'wait']);
});

test('what no selected machine can take is not offered', () => {
  const offered = offeredActions(context, [at('one', { kind: 'group' }), at('two')]);
  expect(offered.map(({ name, targets }) => [name, targets])).toEqual([
    ['scale', 1],
    ['stop', 1],
  ]);
});
