import type { Manifest } from '../sdk.ts';
import { actionList } from './action-list.ts';
import { storageFeatures } from './objects/features.ts';
import { scaleLimits } from './options.ts';

/** Connection settings of the demo organisation; the keys are read by `demoOptions`. */
export const manifest: Manifest = {
  kind: 'demo',
  title: 'Demo organisation',
  description:
    'A fictional retailer with AWS, Azure and Google Cloud accounts: machines, buckets and 13 months of cost, made on this computer.',
  docsUrl: 'https://focus.finops.org/focus-specification/',
  capabilities: ['costs', 'compute', 'metrics', 'objects'],
  actions: actionList,
  storage: storageFeatures,
  opensFiles: [],
  local: true,
  fields: [
    {
      key: 'scale',
      label: 'Size',
      help: '1 is 2,000 machines and about 190,000 cost rows; 50 is 100,000 machines and 5 million cost rows.',
      type: 'number',
      default: 1,
      ...scaleLimits,
      required: false,
      advanced: false,
    },
    {
      key: 'seed',
      label: 'Seed',
      help: 'The same number always makes the same organisation.',
      type: 'number',
      default: 1,
      min: 0,
      max: 0x7fffffff,
      required: false,
      advanced: true,
    },
    {
      key: 'fail',
      label: 'Fail on purpose',
      help: 'Shows how the console behaves when a provider has trouble.',
      type: 'choice',
      options: [
        { value: 'none', label: 'No: everything works' },
        { value: 'rate_limit', label: 'Too many requests after the first page' },
        { value: 'expired', label: 'Sign-in has expired' },
        { value: 'forbidden', label: 'Permissions are missing' },
        { value: 'outage', label: 'Provider is down' },
        { value: 'slow', label: 'Five seconds per page' },
      ],
      default: 'none',
      required: false,
      advanced: true,
    },
    {
      key: 'failScope',
      label: 'Failing account',
      help: 'Id or name of the account that fails, e.g. shop-dev. Empty: all of them.',
      type: 'text',
      default: '',
      required: false,
      advanced: true,
    },
  ],
};
