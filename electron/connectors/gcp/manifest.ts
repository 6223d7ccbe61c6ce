import type { Manifest } from '../sdk.ts';
import { actionList } from './action-list.ts';
import { storageFeatures } from './objects/features.ts';
import { type GcpSettings, googleEndpoints } from './settings.ts';

/** Keeps a typing error from becoming an unknown project. Source: Resource Manager, "Creating and managing projects". */
const projectList = '^\\s*(([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]\\s*(,\\s*|\\s+|$))*$';

function endpoint(name: keyof GcpSettings['endpoints'], label: string): Manifest['fields'][number] {
  return {
    key: `${name}Endpoint`,
    label,
    type: 'url',
    help: 'Another address of this service: a private endpoint, a gateway, an emulator.',
    default: googleEndpoints[name],
    required: false,
    advanced: true,
  };
}

export const manifest: Manifest = {
  kind: 'gcp',
  title: 'Google Cloud',
  description: 'Compute Engine machines, managed instance groups, unused disks and addresses, Cloud Monitoring and Cloud Storage.',
  docsUrl: 'https://cloud.google.com/iam/docs/service-account-creds',
  capabilities: ['compute', 'metrics', 'objects'],
  actions: actionList,
  storage: storageFeatures,
  opensFiles: [],
  fields: [
    {
      key: 'auth',
      label: 'Sign in with',
      type: 'choice',
      required: false,
      advanced: false,
      default: 'key',
      options: [
        { value: 'key', label: 'Key of a service account' },
        { value: 'adc', label: 'Application default credentials of this computer' },
      ],
    },
    {
      key: 'serviceAccountKey',
      label: 'Service account key',
      type: 'secret',
      help: 'The whole JSON text of the key file.',
      placeholder: '{"type": "service_account", …}',
      required: false,
      advanced: false,
      when: { key: 'auth', in: ['key'] },
    },
    {
      key: 'adcFile',
      label: 'File of the default credentials',
      type: 'text',
      help: 'Empty: GOOGLE_APPLICATION_CREDENTIALS, else what gcloud auth application-default login wrote, else the machine’s own.',
      required: false,
      advanced: true,
      when: { key: 'auth', in: ['adc'] },
    },
    {
      key: 'impersonate',
      label: 'Act as service account',
      type: 'text',
      help: 'The sign-in above needs the role Service Account Token Creator on it.',
      placeholder: 'console@my-project.iam.gserviceaccount.com',
      pattern: '^([^@\\s]+@[^@\\s]+)?$',
      required: false,
      advanced: false,
    },
    {
      key: 'projects',
      label: 'Projects',
      type: 'text',
      help: 'Project ids, e.g. shop-prod, shop-dev. Empty: every project the sign-in can see.',
      pattern: projectList,
      required: false,
      advanced: false,
    },
    endpoint('compute', 'Compute Engine endpoint'),
    endpoint('monitoring', 'Cloud Monitoring endpoint'),
    endpoint('resourceManager', 'Resource Manager endpoint'),
    endpoint('storage', 'Cloud Storage endpoint'),
    endpoint('signIn', 'Sign-in endpoint'),
    endpoint('impersonation', 'Impersonation endpoint'),
  ],
};
