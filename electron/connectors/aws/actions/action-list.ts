import type { Action } from '../../sdk.ts';
import { instanceActions } from './instance-actions.ts';

const plain = { states: [], effect: 'change', undo: null } as const;
const size = { type: 'number', min: 0, max: 10_000, advanced: false } as const;
const lines = { type: 'text', required: false, advanced: false } as const;

const otherActions: Action[] = [
  {
    ...plain,
    states: [],
    name: 'tag',
    title: 'Change tags',
    description: 'Sets and removes tags. Costs, environments and policies may follow them.',
    kinds: ['machine', 'disk', 'address', 'group', 'cluster', 'service', 'task'],
    input: [
      { ...lines, key: 'set', label: 'Set', help: 'Lines of key=value.', placeholder: 'team=web' },
      { ...lines, key: 'remove', label: 'Remove', help: 'Lines of keys.', placeholder: 'owner' },
    ],
    undo: 'tag',
  },
  {
    ...plain,
    states: [],
    name: 'scale',
    title: 'Scale',
    description: 'Changes how many machines a group, or tasks a service, is kept at.',
    kinds: ['group', 'service'],
    input: [
      { ...size, key: 'desired', label: 'Desired', required: true },
      { ...size, key: 'min', label: 'Minimum', help: 'Of an Auto Scaling group. Empty: as it is.', required: false },
      { ...size, key: 'max', label: 'Maximum', help: 'Of an Auto Scaling group. Empty: as it is.', required: false },
    ],
    undo: 'scale',
  },
  {
    ...plain,
    states: [],
    name: 'pause-scaling',
    title: 'Pause scaling',
    description: 'Suspends the processes of the group that add, end, move or replace machines.',
    kinds: ['group'],
    input: [],
    undo: 'resume-scaling',
  },
  {
    ...plain,
    states: [],
    name: 'resume-scaling',
    title: 'Resume scaling',
    description: 'Resumes every suspended process of the group.',
    kinds: ['group'],
    input: [],
    undo: 'pause-scaling',
  },
  {
    ...plain,
    states: [],
    name: 'restart',
    title: 'Restart (new deployment)',
    description: 'Replaces the tasks of the service by new ones of the same task definition, as its deployment settings say.',
    kinds: ['service'],
    input: [],
  },
  {
    ...plain,
    states: ['starting', 'running'],
    name: 'stop-task',
    title: 'Stop task',
    description: 'Ends the task. A service starts another one; a task of its own is over.',
    kinds: ['task'],
    effect: 'destroy',
    input: [],
  },
  {
    ...plain,
    states: [],
    name: 'delete',
    title: 'Delete volume',
    description: 'Deletes a volume that nothing uses, with its data. Snapshots stay.',
    kinds: ['disk'],
    effect: 'destroy',
    input: [],
  },
  {
    ...plain,
    states: [],
    name: 'release',
    title: 'Release address',
    description: 'Gives back an Elastic IP address that nothing uses. It is no longer billed.',
    kinds: ['address'],
    effect: 'destroy',
    input: [],
  },
];

/** Everything the console can do in AWS. */
export const actionList: Action[] = [...instanceActions, ...otherActions];
