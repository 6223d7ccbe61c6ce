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

/** What can be done in Azure from here, in Azure's words. */
export const actionList: Action[] = [
  {
    ...plain(),
    name: 'start',
    title: 'Start',
    description: 'Starts the machine or the AKS cluster. Compute is charged from then on; Azure has to find room for the size.',
    kinds: ['machine', 'cluster'],
    states: ['stopped', 'suspended', 'unknown'],
    undo: 'stop',
  },
  {
    ...plain(),
    name: 'stop',
    title: 'Stop (deallocate)',
    description:
      'Shuts down and gives the host back: compute is no longer charged, disks are. A dynamic public address and the temporary disk are lost.',
    kinds: ['machine', 'cluster'],
    states: ['running', 'stopped', 'unknown'],
    undo: 'start',
  },
  {
    ...plain(),
    name: 'power-off',
    title: 'Power off (still charged)',
    description: 'Shuts the operating system down and keeps the host: compute is still charged, the addresses stay.',
    states: ['running', 'unknown'],
    undo: 'start',
  },
  {
    ...plain(),
    name: 'reboot',
    title: 'Restart',
    description: 'Restarts the operating system on the same host. Connections are lost for some minutes.',
    states: ['running'],
  },
  {
    ...plain(),
    name: 'redeploy',
    title: 'Redeploy to another host',
    description: 'Moves the machine to another host and starts it there. The temporary disk is lost.',
    states: ['running'],
  },
  {
    ...plain(),
    name: 'resize',
    title: 'Resize',
    description:
      'Changes the size. The machine restarts; where the new size is not on its present host it is deallocated, changed and started.',
    states: ['running', 'stopped', 'suspended'],
    input: [
      {
        ...field,
        key: 'type',
        label: 'New size',
        type: 'text',
        placeholder: 'Standard_D4s_v5',
        pattern: '^\\s*[A-Za-z]+_[A-Za-z0-9_-]+\\s*$',
      },
    ],
    undo: 'resize',
  },
  {
    ...plain(),
    name: 'terminate',
    title: 'Delete virtual machine',
    description: 'Deletes the machine. Disks and network interfaces stay, and are charged, unless they are set to be deleted with it.',
    effect: 'destroy',
  },
  {
    ...plain(),
    name: 'tag',
    title: 'Change tags',
    description: 'Sets and removes tags; the others stay. Rules for environments and cost reports may follow them.',
    kinds: ['machine', 'group', 'cluster', 'disk', 'address'],
    input: [
      { ...field, required: false, key: 'set', label: 'Set', help: 'Lines of key=value', type: 'text', placeholder: 'team=web' },
      { ...field, required: false, key: 'remove', label: 'Remove', help: 'Lines of keys', type: 'text' },
    ],
    undo: 'tag',
  },
  {
    ...plain(),
    name: 'scale',
    title: 'Scale',
    description: 'Changes how many instances a scale set or nodes a pool has. Scaling in deletes instances and what is on them.',
    kinds: ['group', 'node_pool'],
    input: [{ ...field, key: 'desired', label: 'Instances', type: 'number', min: 0, max: 1000 }],
    undo: 'scale',
  },
  {
    ...plain(),
    name: 'delete',
    title: 'Delete disk',
    description: 'Deletes a disk that nothing uses, with its data.',
    kinds: ['disk'],
    effect: 'destroy',
  },
  {
    ...plain(),
    name: 'release',
    title: 'Release address',
    description: 'Deletes a public address that nothing uses. The same address cannot be had again.',
    kinds: ['address'],
    effect: 'destroy',
  },
];
