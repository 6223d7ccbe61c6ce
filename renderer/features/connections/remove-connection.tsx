import { Button, Modal, Radio } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#shared/model/connection.ts';
import { useCall } from '../../app/reads.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { tell, tellError } from '../../ui/tell.ts';
import classes from './connections.module.css';

/** Removes a connection and its secrets; whether its cached rows go too is asked. */
export function RemoveConnection({ connection, onRemoved }: { connection: Connection; onRemoved: () => void }) {
  const call = useCall();
  const [opened, setOpened] = useState(false);
  const [forget, setForget] = useState<'keep' | 'forget'>('keep');
  const remove = async () => {
    const reply = await call(['connections', 'remove'], { connectionId: connection.id, forgetData: forget === 'forget' });
    if (!reply.ok) return tellError(reply.error);
    setOpened(false);
    tell(
      'info',
      forget === 'forget'
        ? `${connection.name} is removed with ${formatNoun(reply.value.removedRows, 'cached row')}.`
        : `${connection.name} is removed. Its cached rows stay.`,
    );
    onRemoved();
  };
  return (
    <>
      <Button variant="default" color="red" onClick={() => setOpened(true)}>
        Remove
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Remove ${connection.name}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <p>Its settings and secrets are deleted from this console. Nothing changes at the provider.</p>
        <Radio.Group value={forget} onChange={(value) => setForget(value)} label="Cached data" mt={12}>
          <div style={{ display: 'grid', gap: 8, marginTop: 4 }}>
            <Radio value="keep" label="Keep it for review" description="Rows stay on screen and count as stale." />
            <Radio value="forget" label="Forget cached data" description="Rows are deleted from this machine and cannot be brought back." />
          </div>
        </Radio.Group>
        <div className={classes['buttons']} style={{ marginTop: 16 }}>
          <Button color="red" onClick={() => void remove()}>
            {forget === 'forget' ? 'Remove and forget data' : 'Remove'}
          </Button>
          <Button variant="default" onClick={() => setOpened(false)}>
            Cancel
          </Button>
        </div>
      </Modal>
    </>
  );
}
