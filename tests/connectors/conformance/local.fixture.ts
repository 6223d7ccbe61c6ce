import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorFixture, Prepare } from './fixture.ts';

function withFolders(...names: string[]): Prepare {
  return async () => {
    const root = await mkdtemp(join(tmpdir(), 'aetherium-conformance-'));
    for (const name of names) {
      await mkdir(join(root, name));
      await writeFile(join(root, name, 'report.csv'), 'a,b\n1,2\n');
    }
    const folders = names.map((name) => join(root, name)).join('\n');
    return { settings: { folders }, cleanup: () => rm(root, { recursive: true, force: true }) };
  };
}

export const localFixture: ConnectorFixture = {
  kind: 'local',
  situations: {
    healthy: withFolders('exports', 'backups'),
    paged: { absent: 'The folders of a connection are read in one page.' },
    missingPermission: { absent: 'A folder that may not be read looks so to ordinary users only: tests/connectors/local has it.' },
    rateLimited: { absent: 'Folders are read as fast as the disk gives them.' },
    expired: { absent: 'Folders ask for no sign-in.' },
    malformed: { absent: 'There is no answer that could be garbled.' },
    offline: { absent: 'Folders are on this machine.' },
  },
  without: {
    actions: 'Folders have no machines to change.',
    metrics: 'Folders have no machines to measure.',
    inspect: 'Folders have no machines to look at.',
    connect: 'Folders have no machines to connect to.',
  },
};
