import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useHostStatus } from '../host-state.ts';
import { useRead } from '../reads.ts';
import classes from './banners.module.css';

/** States of the whole console: no host, no network. Cached rows stay on screen under both. */
export function Banners() {
  const status = useHostStatus();
  const online = useRead(['sync', 'freshness'], {}).data?.online;
  if (status !== 'connected')
    return (
      <div className={classes['banner']} data-kind="lost" role="alert">
        <IconPlugConnectedX size={16} aria-hidden />
        <span>
          <strong>Connection to the host lost.</strong> What is on screen is the last state.{' '}
          {status === 'reconnecting' ? 'Trying to connect again.' : 'Open the console again, or use the link the host prints.'}
        </span>
        {status === 'closed' ? (
          <Button size="compact-xs" variant="default" onClick={() => location.reload()}>
            Connect again
          </Button>
        ) : null}
      </div>
    );
  if (online === false)
    return (
      <div className={classes['banner']} role="status">
        <IconPlugConnectedX size={16} aria-hidden />
        <span>
          <strong>Offline.</strong> You see cached data; each panel says its age. Refreshing goes on when the network is back.
        </span>
      </div>
    );
  return null;
}
