import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRead } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { Loaded } from '../../ui/loaded.tsx';
import classes from './settings.module.css';

const hosts = { desktop: 'Desktop window', headless: 'Headless host, in a browser', cli: 'Command line' };

/** Version, where it runs, and the diagnostics bundle. */
export function AboutSection() {
  const read = useRead(['app', 'info'], {});
  const save = useSaveFile();
  return (
    <>
      <Loaded read={read} height={100}>
        {({ version, host, platform, runtime, home }) => (
          <dl className={classes['facts']}>
            <dt>Aetherium</dt>
            <dd>{version}</dd>
            <dt>Host</dt>
            <dd>
              {hosts[host]}, {platform}
            </dd>
            <dt>Runtime</dt>
            <dd>
              Node {runtime.node}
              {runtime.electron ? `, Electron ${runtime.electron}` : ''}, SQLite {runtime.sqlite}
            </dd>
            <dt>Home</dt>
            <dd className="ae-mono">{home}</dd>
          </dl>
        )}
      </Loaded>
      <Button
        variant="default"
        leftSection={<IconDownload size={15} />}
        onClick={() => void save('aetherium-diagnostics.json.gz', (target, { services }) => services.app.diagnostics({ target }))}
      >
        Save a diagnostics bundle
      </Button>
      <p className="ae-muted" style={{ marginTop: 4 }}>
        Settings, versions, job history and logs. No secrets, no cached rows.
      </p>
    </>
  );
}
