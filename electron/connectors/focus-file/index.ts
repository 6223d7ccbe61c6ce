import { type Connector, type Manifest } from '../sdk.ts';

const extensions = ['.csv', '.csv.gz', '.gz', '.parquet'];

const manifest: Manifest = {
  kind: 'focus-file',
  title: 'FOCUS cost file',
  description: 'A cost and usage export in the FinOps Open Cost and Usage Specification (FOCUS) 1.0 to 1.4: CSV, gzipped CSV or Parquet.',
  docsUrl: 'https://focus.finops.org/focus-specification/',
  fields: [
    {
      key: 'path',
      type: 'file',
      label: 'File',
      help: 'What it is, is decided by its content. Importing it again replaces its rows.',
      required: true,
      advanced: false,
      extensions,
    },
  ],
  capabilities: ['costs'],
  opensFiles: extensions,
};

/** Opens one FOCUS export as a source of costs. */
export const focusFile: Connector = {
  manifest,
  open: async (context) => (await import('./session.ts')).focusFileSession(context),
};
