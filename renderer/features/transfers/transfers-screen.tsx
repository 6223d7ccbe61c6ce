import { Button } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Transfer } from '#shared/model/transfer.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useHost } from '../../app/host.tsx';
import { useSettings, useZone } from '../../app/preferences.ts';
import { readOptions, useCall } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatBytes, formatNoun } from '../../ui/format/number.ts';
import { DataGrid } from '../../ui/grid/data-grid.tsx';
import { useSavedView } from '../../ui/grid/use-saved-view.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { tell, tellError } from '../../ui/tell.ts';
import { LimitsDialog } from './limits-dialog.tsx';
import { defaultTransferColumns, transferColumns } from './transfer-columns.tsx';
import { TransferDetail } from './transfer-detail.tsx';
import classes from './transfers.module.css';

const firstView = { columns: defaultTransferColumns, widths: {}, sort: null };

function useTransfers() {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['transfers', 'list'], { offset, limit });
      return {
        ...options,
        queryFn: async (context: { signal: AbortSignal }) => {
          const { transfers, total } = await options.queryFn(context);
          return { rows: transfers, total };
        },
        queryKey: [...options.queryKey, 'rows'],
      };
    },
    [host],
  );
  return useWindow<{ rows: Transfer[]; total: number }>(ask, 100);
}

function LimitsButton() {
  const [open, setOpen] = useState(false);
  const limits = useSettings()?.transfers;
  const now = limits && limits.bytesPerSecond > 0 ? `${formatBytes(limits.bytesPerSecond)}/s` : 'no limit';
  return (
    <>
      <Button variant="default" leftSection={<IconGauge size={15} />} onClick={() => setOpen(true)}>
        {`Bandwidth: ${now}`}
      </Button>
      {open && limits ? <LimitsDialog limits={limits} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function ClearButton() {
  const call = useCall();
  const clear = async () => {
    const reply = await call(['transfers', 'clear'], {});
    if (reply.ok) tell('info', `${formatNoun(reply.value.removed, 'ended transfer')} removed from the list.`);
    else tellError(reply.error);
  };
  return (
    <Button variant="default" onClick={() => void clear()}>
      Remove ended ones
    </Button>
  );
}

/** Everything that is copied, moved, deleted or changed in stores: running first, then newest first. */
export function TransfersScreen() {
  const zone = useZone();
  const rows = useTransfers();
  const setSearch = useSetSearch();
  const openId = new URLSearchParams(useHashSearch()).get('open');
  const { view, setView } = useSavedView('transfers', firstView);
  const columns = useMemo(() => transferColumns(zone), [zone]);
  const total = rows.first?.total;
  const running = rows.first?.rows.filter(({ state }) => state === 'running') ?? [];
  const rate = running.reduce((sum, one) => sum + one.rate, 0);
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Transfers"
        detail={
          total === undefined ? undefined : (
            <span role="status" data-testid="transfer-count">
              {`${formatNoun(total, 'transfer')}, ${running.length} running${rate > 0 ? ` at ${formatBytes(rate)}/s` : ''}`}
            </span>
          )
        }
        actions={
          <>
            <LimitsButton />
            <ClearButton />
          </>
        }
      />
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      <div className={classes['body']} aria-busy={rows.loading}>
        {total === 0 ? (
          <div className={classes['grid']}>
            <EmptyNote title="No transfers">
              Copies, moves, deletions and other changes from the Storage screen and the command line appear here.
            </EmptyNote>
          </div>
        ) : (
          <div className={classes['grid']}>
            <DataGrid
              label="Transfers"
              columns={columns}
              view={view}
              onView={setView}
              rows={rows}
              rowKey={({ id }) => id}
              openKey={openId}
              onOpen={({ id }) => setSearch({ open: id })}
            />
          </div>
        )}
        {openId ? (
          <SidePane label="transfer detail" width={560}>
            <TransferDetail key={openId} transferId={openId} onClose={() => setSearch({ open: null })} />
          </SidePane>
        ) : null}
      </div>
    </div>
  );
}
