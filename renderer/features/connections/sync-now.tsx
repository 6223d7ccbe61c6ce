import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#shared/model/connection.ts';
import type { DataSet, Freshness } from '#shared/model/freshness.ts';
import { type Output, useCall } from '../../app/reads.ts';
import { formatMoney } from '../../ui/format/money.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { tellError } from '../../ui/tell.ts';
import classes from './connections.module.css';

type Price = NonNullable<Output<'sync', 'price'>>;

/** Reads everything again, fresh or not. What the provider bills for it is named and confirmed first. */
export function SyncNow({ connection, sets }: { connection: Connection; sets: Freshness[] }) {
  const call = useCall();
  const [prices, setPrices] = useState<Price[]>([]);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setPrices([]);
    const reply = await call(['sync', 'run'], { connectionId: connection.id, force: true });
    if (!reply.ok) tellError(reply.error);
  };
  const ask = async () => {
    setBusy(true);
    const dataSets: DataSet[] = [...new Set(['costs' as const, ...sets.map((set) => set.dataSet)])];
    const replies = await Promise.all(dataSets.map((dataSet) => call(['sync', 'price'], { connectionId: connection.id, dataSet })));
    setBusy(false);
    const billed = replies.flatMap((reply) => (reply.ok && reply.value ? [reply.value] : []));
    if (billed.length > 0) setPrices(billed);
    else await run();
  };
  return (
    <>
      <Button loading={busy} onClick={() => void ask()}>
        Sync now
      </Button>
      <Modal
        opened={prices.length > 0}
        onClose={() => setPrices([])}
        title="This refresh costs money"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {prices.map(({ calls, amount, currency, note }) => (
          <p key={note}>
            About <strong>{formatMoney(amount, currency)}</strong> for {formatNoun(calls, 'billed call')}. {note}
          </p>
        ))}
        <div className={classes['buttons']} style={{ marginTop: 16 }}>
          <Button onClick={() => void run()}>Spend it and sync</Button>
          <Button variant="default" onClick={() => setPrices([])}>
            Keep what is cached
          </Button>
        </div>
      </Modal>
    </>
  );
}
