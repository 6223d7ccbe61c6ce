import { aws } from './aws/index.ts';
import { azure } from './azure/index.ts';
import { demo } from './demo/index.ts';
import { focusFile } from './focus-file/index.ts';
import { gcp } from './gcp/index.ts';
import { local } from './local/index.ts';
import type { Connector } from './sdk.ts';

/** Every connector of this build: one line each. */
export const connectors: readonly Connector[] = [demo, focusFile, aws, azure, gcp, local];
