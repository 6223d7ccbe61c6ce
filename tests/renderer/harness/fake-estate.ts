import { appError } from '#shared/errors/app-error.ts';
import type { Connection as Configured, Manifest } from '#shared/model/connection.ts';
import type { ConformanceReport } from '#shared/model/cost.ts';
import type { Freshness, Problem } from '#shared/model/freshness.ts';
import type { Job } from '#shared/model/job.ts';

export const manifests: Manifest[] = [
  {
    kind: 'demo',
    title: 'Demo organisation',
    description: 'A deterministic organisation with three clouds. Needs no account.',
    docsUrl: 'https://example.com/demo',
    capabilities: ['costs', 'compute'],
    opensFiles: [],
    fields: [
      {
        key: 'seed',
        label: 'Seed',
        type: 'number',
        default: 7,
        min: 1,
        required: false,
        advanced: true,
        help: 'The same seed gives the same organisation.',
      },
      {
        key: 'scale',
        label: 'Scale',
        type: 'choice',
        default: '1',
        required: false,
        advanced: false,
        options: [
          { value: '1', label: '2,000 machines' },
          { value: '50', label: '100,000 machines' },
        ],
      },
    ],
  },
  {
    kind: 'aws',
    title: 'Amazon Web Services',
    description: 'EC2 instances of all regions and Cost Explorer costs of an account.',
    docsUrl: 'https://example.com/aws',
    capabilities: ['costs', 'compute'],
    opensFiles: [],
    fields: [
      {
        key: 'signIn',
        label: 'Sign in with',
        type: 'choice',
        default: 'keys',
        required: true,
        advanced: false,
        options: [
          { value: 'keys', label: 'Access keys' },
          { value: 'profile', label: 'Profile' },
        ],
      },
      {
        key: 'profile',
        label: 'Profile',
        type: 'text',
        required: true,
        advanced: false,
        when: { key: 'signIn', in: ['profile'] },
        placeholder: 'default',
      },
      {
        key: 'accessKeyId',
        label: 'Access key id',
        type: 'text',
        required: true,
        advanced: false,
        when: { key: 'signIn', in: ['keys'] },
        pattern: '^[A-Z0-9]{1,128}$',
      },
      {
        key: 'secretAccessKey',
        label: 'Secret access key',
        type: 'secret',
        required: true,
        advanced: false,
        when: { key: 'signIn', in: ['keys'] },
      },
      { key: 'endpoint', label: 'Endpoint', type: 'url', required: false, advanced: true, help: 'For gateways and emulators.' },
      {
        key: 'billedCalls',
        label: 'Read Cost Explorer',
        type: 'flag',
        default: true,
        required: false,
        advanced: false,
        help: 'Each page costs 0.01 USD.',
      },
    ],
  },
  {
    kind: 'focus-file',
    title: 'FOCUS cost file',
    description: 'A FOCUS 1.0–1.4 export: CSV, CSV.gz or Parquet.',
    docsUrl: 'https://example.com/focus',
    capabilities: ['costs'],
    opensFiles: ['.csv', '.csv.gz', '.parquet'],
    fields: [{ key: 'path', label: 'File', type: 'file', extensions: ['.csv', '.csv.gz', '.parquet'], required: true, advanced: false }],
  },
];

const base = { secretsSet: [], account: null, createdAt: Date.now() - 9e8, lastCheckAt: null, lastCheckError: null };

export const denied = appError('forbidden', 'ec2:DescribeInstances is not allowed in eu-south-2', {
  hint: 'Ask the owner of account 123456789012 for ec2:DescribeInstances.',
  source: {
    connectionId: 'aws1',
    operation: 'ec2:DescribeInstances',
    scope: 'eu-south-2',
    requestId: '7f1c2a9e-6c1b-4c7f-9f2e-000000000001',
  },
  fix: { kind: 'edit_connection', connectionId: 'aws1' },
});

export const connections: Configured[] = [
  { ...base, id: 'demo', kind: 'demo', name: 'Demo organisation', settings: { scale: '1' }, account: 'demo-org' },
  {
    ...base,
    id: 'aws1',
    kind: 'aws',
    name: 'Retail AWS',
    settings: { signIn: 'keys', accessKeyId: 'AKIAEXAMPLE' },
    secretsSet: ['secretAccessKey'],
    account: '123456789012',
    lastCheckAt: Date.now() - 4e6,
    lastCheckError: denied,
  },
  { ...base, id: 'file1', kind: 'focus-file', name: 'focus_sample_1.0.csv', settings: { path: 'focus_sample_1.0.csv' } },
];

const set = (connectionId: string, dataSet: Freshness['dataSet'], rest: Partial<Freshness> = {}): Freshness => ({
  connectionId,
  dataSet,
  scope: '',
  asOf: Date.now() - 4 * 60_000,
  complete: true,
  rows: 14_256,
  staleAfter: Date.now() + 3_600_000,
  lastError: null,
  lastErrorAt: null,
  nextRefresh: Date.now() + 26 * 60_000,
  ...rest,
});

export const freshness: Freshness[] = [
  set('demo', 'costs', { rows: 184_233 }),
  set('demo', 'machines', { rows: 2000 }),
  set('aws1', 'machines', { scope: 'eu-central-1', rows: 41, asOf: Date.now() - 50 * 3_600_000, staleAfter: Date.now() - 48 * 3_600_000 }),
  set('aws1', 'machines', { scope: 'eu-south-2', rows: 0, asOf: null, lastError: denied, lastErrorAt: Date.now() - 600_000 }),
  set('file1', 'costs', { rows: 1000, nextRefresh: null, staleAfter: null }),
];

export const problems: Problem[] = [
  { connectionId: 'aws1', connectionName: 'Retail AWS', dataSet: 'machines', scope: 'eu-south-2', error: denied, at: Date.now() - 600_000 },
];

const job = (id: string, rest: Partial<Job>): Job => ({
  id,
  kind: 'sync',
  title: 'Sync Demo organisation',
  description: '',
  connectionId: 'demo',
  state: 'succeeded',
  progress: 1,
  rows: 0,
  startedAt: Date.now() - 90_000,
  endedAt: Date.now() - 60_000,
  errors: [],
  spent: null,
  ...rest,
});

export const jobs: Job[] = [
  job('j1', {
    title: 'Import focus_sample_1.0.csv',
    kind: 'import',
    state: 'running',
    progress: 0.43,
    rows: 430_000,
    description: 'line 430,000',
    endedAt: null,
  }),
  job('j2', {
    title: 'Sync Retail AWS',
    state: 'partial',
    connectionId: 'aws1',
    rows: 41,
    errors: [denied],
    spent: { amount: 0.03, currency: 'USD' },
  }),
  job('j3', { rows: 186_233 }),
  job('j4', { title: 'Export costs by service', kind: 'export', state: 'failed', errors: [appError('internal', 'Internal error 8f3a')] }),
];

export const report: ConformanceReport = {
  file: 'focus_sample_1.0.csv',
  format: 'csv',
  focusVersion: '1.0',
  rowsRead: 1003,
  rowsKept: 1000,
  rowsBad: 3,
  missingMandatory: ['HostProviderName', 'ServiceProviderName'],
  renamed: [{ from: 'ProviderName', to: 'ServiceProviderName' }],
  extraColumns: ['x_Discounts'],
  warnings: [{ message: 'NULL in ContractedCost', rows: 12, firstLine: 40 }],
  badRows: [
    { line: 17, column: 'BilledCost', value: 'NaN', reason: 'not a number', raw: 'NaN,AWS,…' },
    { line: 200, column: 'BilledCost', value: '1e400', reason: 'outside the range of a double', raw: '1e400,AWS,…' },
    { line: 1002, column: null, value: '', reason: 'row has 12 fields instead of 44', raw: 'a,b,c' },
  ],
};
