import type { Action } from '../sdk.ts';

/** Of single machines, changing something and not undone, unless it says otherwise. */
const plain = {
  kinds: ['machine'] as Action['kinds'],
  states: [] as Action['states'],
  effect: 'change' as const,
  input: [] as Action['input'],
  undo: null,
};
const field = { required: false, advanced: false } as const;
const discardLocalSsd: Action['input'][number] = {
  ...field,
  key: 'discardLocalSsd',
  label: 'Drop the data on local SSDs',
  help: 'Off: they are kept where Google can, at a charge. Only for machines with local SSDs.',
  type: 'flag',
  default: false,
};

/** What can be done to Compute Engine's resources. */
export const actionList: Action[] = [
  {
    ...plain,
    name: 'start',
    title: 'Start or resume',
    description: 'Starts a stopped machine, resumes a suspended one. Its hours are charged from then on.',
    states: ['stopped', 'suspended'],
    undo: 'stop',
  },
  {
    ...plain,
    name: 'stop',
    title: 'Stop',
    description: 'Shuts the machine down. CPU and memory are no longer charged; disks and static addresses are.',
    states: ['running'],
    input: [discardLocalSsd],
    undo: 'start',
  },
  {
    ...plain,
    name: 'suspend',
    title: 'Suspend',
    description: 'Keeps the memory on disk and frees the machine. The kept memory is charged; after 60 days it is stopped.',
    states: ['running'],
    input: [discardLocalSsd],
    undo: 'start',
  },
  {
    ...plain,
    name: 'reset',
    title: 'Reset',
    description: 'Restarts at once like a power button, without shutting down: unsaved data in memory are lost.',
    states: ['running'],
  },
  {
    ...plain,
    name: 'terminate',
    title: 'Delete',
    description: 'Deletes the machine for ever, with those of its disks that are set to be deleted with it.',
    states: ['running', 'stopped', 'suspended', 'unknown'],
    effect: 'destroy',
  },
  {
    ...plain,
    name: 'resize',
    title: 'Change machine type',
    description: 'Stops the machine, changes its type and starts it again when it ran.',
    states: ['running', 'stopped'],
    input: [
      { ...field, required: true, key: 'type', label: 'New machine type', type: 'text', placeholder: 'e2-standard-4' },
      discardLocalSsd,
    ],
    undo: 'resize',
  },
  {
    ...plain,
    kinds: ['machine', 'disk'],
    name: 'tag',
    title: 'Change labels',
    description: 'Sets and removes labels. Rules for environments may follow them.',
    input: [
      { ...field, key: 'set', label: 'Set', help: 'Lines of key=value', type: 'text', placeholder: 'team=web' },
      { ...field, key: 'remove', label: 'Remove', help: 'Lines of keys', type: 'text' },
    ],
    undo: 'tag',
  },
  {
    ...plain,
    kinds: ['group'],
    name: 'scale',
    title: 'Set size',
    description: 'Changes how many machines the managed instance group keeps; those removed are deleted.',
    input: [{ ...field, required: true, key: 'desired', label: 'Machines', type: 'number', min: 0, max: 4000 }],
    undo: 'scale',
  },
  {
    ...plain,
    kinds: ['disk'],
    name: 'delete',
    title: 'Delete disk',
    description: 'Deletes a disk that nothing uses, with its data.',
    effect: 'destroy',
  },
  {
    ...plain,
    kinds: ['address'],
    name: 'release',
    title: 'Release address',
    description: 'Gives a static address back that nothing uses. It cannot be had again.',
    effect: 'destroy',
  },
];
