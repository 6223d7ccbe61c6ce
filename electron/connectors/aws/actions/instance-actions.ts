import type { Action } from '../../sdk.ts';

const base = (): Pick<Action, 'kinds' | 'effect' | 'input' | 'undo'> => ({ kinds: ['machine'], effect: 'change', input: [], undo: null });

/** What can be done to EC2 instances. */
export const instanceActions: Action[] = [
  {
    ...base(),
    name: 'start',
    title: 'Start',
    description: 'Starts the instance. Its hours are billed from then on.',
    states: ['stopped'],
    undo: 'stop',
  },
  {
    ...base(),
    name: 'stop',
    title: 'Stop',
    description: 'Shuts the instance down. Its hours are no longer billed, its volumes and Elastic IP addresses are.',
    states: ['running'],
    undo: 'start',
  },
  {
    ...base(),
    name: 'hibernate',
    title: 'Hibernate',
    description: 'Writes memory to the root volume and stops the instance; it goes on where it was. Only where launched with hibernation.',
    states: ['running'],
    undo: 'start',
  },
  {
    ...base(),
    name: 'reboot',
    title: 'Reboot',
    description: 'Restarts the operating system. Addresses and data stay; connections are lost for some minutes.',
    states: ['running'],
  },
  {
    ...base(),
    name: 'resize',
    title: 'Resize',
    description: 'Changes the instance type. A running instance is stopped, changed and started again.',
    states: ['running', 'stopped'],
    input: [
      {
        key: 'type',
        label: 'New type',
        type: 'text',
        placeholder: 'm7g.large',
        pattern: '^\\s*[a-z0-9-]+\\.[a-z0-9-]+\\s*$',
        required: true,
        advanced: false,
      },
    ],
    undo: 'resize',
  },
  {
    ...base(),
    name: 'terminate',
    title: 'Terminate',
    description: 'Ends the instance for ever, with every volume that is set to be deleted with it.',
    states: ['running', 'starting', 'stopping', 'stopped'],
    effect: 'destroy',
  },
];
