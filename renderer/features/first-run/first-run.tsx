import { Button } from '@mantine/core';
import { IconCloud, IconFileImport, IconSparkles } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import { navigate } from '../../app/hash-location.ts';
import { useOpenCostFiles } from '../../app/open-files.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { VaultChoice } from '../vault/vault-choice.tsx';
import classes from './first-run.module.css';

interface WayProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action: ReactNode;
}

function Way({ icon, title, children, action }: WayProps) {
  return (
    <section className={classes['way']} aria-label={title}>
      <span className={classes['icon']}>{icon}</span>
      <div>
        <h2 className={classes['title']}>{title}</h2>
        <p className="ae-muted">{children}</p>
      </div>
      <div className={classes['action']}>{action}</div>
    </section>
  );
}

/** Adds the demo organisation and reads it; the Overview replaces this page when it is there. */
function useDemo() {
  const call = useCall();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<AppError | null>(null);
  const start = async () => {
    setBusy(true);
    const added = await call(['connections', 'add'], { kind: 'demo', name: 'Demo organisation', settings: {} });
    const synced = added.ok ? await call(['sync', 'run'], { connectionId: added.value.id }) : added;
    if (synced.ok) await call(['settings', 'set'], { firstRunDone: true });
    setBusy(false);
    setFailed(synced.ok ? null : synced.error);
  };
  return { start, busy, failed };
}

/** What to do with an empty console: three ways in, none needs a manual. */
export function FirstRun() {
  const demo = useDemo();
  const openFiles = useOpenCostFiles();
  const vault = useRead(['vault', 'status'], {}).data;
  const locked = vault && (vault.state === 'locked' || vault.state === 'unavailable');
  return (
    <>
      <PageHeader title="Welcome to Aetherium" detail="Costs and machines of every cloud, kept on this machine, readable offline." />
      <div className={classes['page']}>
        {locked ? (
          <section className={classes['vault']} aria-label="Vault">
            <VaultChoice vault={vault} />
          </section>
        ) : null}
        {demo.failed ? <ProblemNote error={demo.failed} /> : null}
        <Way
          icon={<IconSparkles size={22} stroke={1.5} aria-hidden />}
          title="Look around in the demo organisation"
          action={
            <Button loading={demo.busy} onClick={() => void demo.start()}>
              Open the demo
            </Button>
          }
        >
          Three clouds, 2,000 machines and 13 months of costs, made up on this machine. No account, no network. Remove it at any time.
        </Way>
        <Way
          icon={<IconCloud size={22} stroke={1.5} aria-hidden />}
          title="Connect a cloud account"
          action={
            <Button variant="default" onClick={() => navigate('/connections?add=')}>
              Connect a cloud
            </Button>
          }
        >
          Reading permissions are enough. A check names the account and each permission that is missing before anything is read.
        </Way>
        <Way
          icon={<IconFileImport size={22} stroke={1.5} aria-hidden />}
          title="Open a cost file"
          action={
            <Button variant="default" onClick={() => void openFiles()}>
              Open a cost file
            </Button>
          }
        >
          A FOCUS 1.0–1.4 export: CSV, CSV.gz or Parquet. Or drop it anywhere on this window.
        </Way>
      </div>
    </>
  );
}
