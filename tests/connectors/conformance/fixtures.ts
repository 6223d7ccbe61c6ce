import { awsFixture } from './aws.fixture.ts';
import { azureFixture } from './azure.fixture.ts';
import { demoFixture } from './demo.fixture.ts';
import type { ConnectorFixture } from './fixture.ts';
import { focusFileFixture } from './focus-file.fixture.ts';
import { gcpFixture } from './gcp.fixture.ts';
import { localFixture } from './local.fixture.ts';

/** One line for each connector of the registry; the suite fails for a connector without one. */
export const fixtures: readonly ConnectorFixture[] = [demoFixture, focusFileFixture, awsFixture, azureFixture, gcpFixture, localFixture];
