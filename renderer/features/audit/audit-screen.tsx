import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useHost } from '../../app/host.tsx';
import { useZone } from '../../app/preferences.ts';
import { readOptions } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatNoun } from '../../ui/format/number.ts';
import { DataGrid } from '../../ui/grid/data-grid.tsx';
import { useSavedView } from '../../ui/grid/use-saved-view.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useNow } from '../../ui/use-now.ts';
import classes from './audit.module.css';
import { auditColumns, auditView } from './audit-columns.tsx';
import { type AuditState, auditFilter, auditFromSearch, auditToParams } from './audit-state.ts';
import { AuditToolbar } from './audit-toolbar.tsx';
import { RecordDetail } from './record-detail.tsx';
import { useVerify, Verdict, VerifyButton } from './verify-log.tsx';

function useAuditState(): [AuditState, (change: Partial<AuditState>) => void] {
  const search = useHashSearch();
  const setSearch = useSetSearch();
  const state = useMemo(() => auditFromSearch(search), [search]);
  return [state, useCallback((change) => setSearch(auditToParams(change)), [setSearch])];
}

const anchorMs = 600_000;

/**
 * The filter without what is open: the same question while records are looked at one after the other. "The last hours"
 * count from the last full ten minutes, so that it stays the same while one scrolls.
 */
function useFilter({ text, events, outcome, within, from, to, ofRun }: AuditState) {
  const anchor = Math.floor(useNow() / anchorMs) * anchorMs;
  const key = JSON.stringify(auditFilter({ text, events, outcome, within, from, to, ofRun }, anchor));
  return useMemo(() => JSON.parse(key) as ReturnType<typeof auditFilter>, [key]);
}

function useRecords(filter: ReturnType<typeof useFilter>) {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['audit', 'list'], { ...filter, offset, limit });
      const queryFn = async (context: { signal: AbortSignal }) => {
        const { records, total } = await options.queryFn(context);
        return { rows: records, total };
      };
      return { ...options, queryKey: ['audit.list window', filter, offset], queryFn };
    },
    [host, filter],
  );
  return useWindow(ask);
}

function Nothing({ state }: { state: AuditState }) {
  const filtered = Object.entries(state).some(([key, value]) => key !== 'seq' && value !== null && value.length > 0);
  if (filtered) return <EmptyNote title="No such record">Change the words, the events or the time above.</EmptyNote>;
  return (
    <EmptyNote title="Nothing was changed yet">
      Every change of a machine, schedule, hold or environment rule is written here, with its plan and outcome. Records cannot be changed
      afterwards without being found out.
    </EmptyNote>
  );
}

/** What was changed, by whom and with what outcome, and the proof that the record of it is whole. */
export function AuditScreen() {
  const [state, change] = useAuditState();
  const zone = useZone();
  const columns = useMemo(() => auditColumns(zone), [zone]);
  const { view, setView } = useSavedView('audit', auditView);
  const filter = useFilter(state);
  const rows = useRecords(filter);
  const check = useVerify();
  const save = useSaveFile();
  const exportLines = () => save('audit.jsonl', (target, { services }) => services.audit.export({ query: filter, target }));
  const total = rows.first?.total;
  return (
    <div className={classes['page']}>
      <PageHeader
        title="Audit"
        detail={total === undefined ? undefined : <span role="status">{formatNoun(total, 'record')}</span>}
        actions={
          <>
            <VerifyButton busy={check.busy} onClick={() => void check.verify()} />
            <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => void exportLines()}>
              Export JSON Lines
            </Button>
          </>
        }
      />
      <AuditToolbar state={state} onChange={change} />
      {check.judged ? <Verdict judged={check.judged} onOpen={(seq) => change({ seq })} onClose={check.forget} /> : null}
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      <div className={classes['body']} aria-busy={rows.loading}>
        {total === 0 ? (
          <div className={classes['grid']}>
            <Nothing state={state} />
          </div>
        ) : (
          <div className={classes['grid']}>
            <DataGrid
              label="Audit records"
              columns={columns}
              view={view}
              onView={setView}
              rows={rows}
              rowKey={({ seq }) => String(seq)}
              openKey={state.seq === null ? null : String(state.seq)}
              onOpen={({ seq }) => change({ seq })}
            />
          </div>
        )}
        {state.seq === null ? null : (
          <SidePane label="audit record" width={680}>
            <RecordDetail
              key={state.seq}
              seq={state.seq}
              onRun={(ofRun) => change({ ofRun, text: '', events: [], outcome: null, within: null, from: '', to: '' })}
              onClose={() => change({ seq: null })}
            />
          </SidePane>
        )}
      </div>
    </div>
  );
}
