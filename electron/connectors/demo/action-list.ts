import type { Action } from '../sdk.ts';

/** Of single machines, in any state, changing something and not undone, unless it says otherwise. */
const plain = (): Pick<Action, 'kinds' | 'states' | 'effect' | 'input' | 'undo'> => ({
  kinds: ['machine'],
  states: [],
  effect: 'change',
  input: [],
  undo: null,
});
const field = { required: true, advanced: false } as const;

/** What can be done in the demo organisation. */
export const actionList: Action[] = [
  {
    ...plain(),
    name: 'start',
    title: 'Start',
    description: 'Starts the machine; its hours are charged from then on.',
    states: ['stopped', 'suspended'],
    undo: 'stop',
  },
  {
    ...plain(),
    name: 'stop',
    title: 'Stop',
    description: 'Shuts the machine down. Its hours are no longer charged, its disks are.',
    states: ['running'],
    undo: 'start',
  },
  {
    ...plain(),
    name: 'reboot',
    title: 'Reboot',
    description: 'Restarts the operating system. Connections are lost for some seconds.',
    states: ['running'],
  },
  {
    ...plain(),
    name: 'resize',
    title: 'Resize',
    description: 'Stops the machine, changes its type and starts it again when it ran.',
    states: ['running', 'stopped'],
    input: [{ ...field, key: 'type', label: 'New type', type: 'text', placeholder: 'm7g.large' }],
    undo: 'resize',
  },
  {
    ...plain(),
    name: 'terminate',
    title: 'Terminate',
    description: 'Deletes the machine and its disks for ever.',
    states: ['running', 'stopped', 'suspended', 'unknown'],
    effect: 'destroy',
  },
  {
    ...plain(),
    kinds: ['machine', 'group', 'service'],
    name: 'tag',
    title: 'Change tags',
    description: 'Sets and removes tags. Rules for environments may follow them.',
    input: [
      { ...field, required: false, key: 'set', label: 'Set', help: 'Lines of key=value', type: 'text', placeholder: 'team=web' },
      { ...field, required: false, key: 'remove', label: 'Remove', help: 'Lines of keys', type: 'text' },
    ],
    undo: 'tag',
  },
  {
    ...plain(),
    kinds: ['group', 'service', 'node_pool'],
    name: 'scale',
    title: 'Scale',
    description: 'Changes how many members the provider keeps running.',
    input: [{ ...field, key: 'desired', label: 'Members', type: 'number', min: 0, max: 1000 }],
    undo: 'scale',
  },
  {
    ...plain(),
    kinds: ['service'],
    name: 'restart',
    title: 'Restart (new deployment)',
    description: 'Replaces the running tasks one after the other by new ones of the same version.',
  },
  {
    ...plain(),
    kinds: ['disk'],
    name: 'delete',
    title: 'Delete disk',
    description: 'Deletes a disk that nothing uses, with its data.',
    effect: 'destroy',
  },
  {
    ...plain(),
    kinds: ['address'],
    name: 'release',
    title: 'Release address',
    description: 'Gives a public address back that nothing uses. It cannot be had again.',
    effect: 'destroy',
  },
];
