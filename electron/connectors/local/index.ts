import { type Connector, createFolderStore, failure, type Manifest } from '../sdk.ts';
import { checkFolders } from './check.ts';
import { foldersOf } from './folders.ts';

const manifest: Manifest = {
  kind: 'local',
  title: 'Folders',
  description: 'Folders of this computer and its network drives, beside the buckets of the clouds.',
  docsUrl: 'https://nodejs.org/docs/latest/api/fs.html',
  capabilities: ['objects'],
  opensFiles: [],
  local: true,
  storage: {
    bucketWord: 'Folder',
    scheme: 'file',
    verbs: ['server_copy', 'pending_uploads'],
    classes: [],
    checksums: [],
    maxObjectBytes: Number.MAX_SAFE_INTEGER,
    maxKeyBytes: 4096,
    maxPresignSeconds: 0,
    restoreTiers: [],
  },
  fields: [
    {
      key: 'folders',
      label: 'Folders',
      type: 'text',
      help: 'Whole paths, one per line or with commas between them. Each is shown as a bucket by its last name.',
      placeholder: '/srv/exports, ~/Documents',
      required: true,
      advanced: false,
    },
  ],
};

/** Folders of this machine. */
export const local: Connector = {
  manifest,
  async open({ settings }) {
    const folders = foldersOf(settings);
    const rootOf = (bucket: string) => {
      const folder = folders.find((one) => one.bucket === bucket);
      if (folder) return folder.path;
      throw failure('not_found', `There is no folder ${bucket} in this connection.`);
    };
    return {
      check: () => checkFolders(folders),
      objects: createFolderStore({ rootOf, folders }),
      // Nothing is held open: every call closes its files.
      close: async () => {},
    };
  },
};
