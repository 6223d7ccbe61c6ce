import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import type { ScheduleView } from '#shared/model/schedule.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useZone } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { HoldForm } from './hold-form.tsx';
import { HoldList } from './hold-list.tsx';
import { ScheduleDetail } from './schedule-detail.tsx';
import { draftOf, newDraft } from './schedule-draft.ts';
import { ScheduleEditor } from './schedule-editor.tsx';
import { ScheduleTable } from './schedule-table.tsx';
import classes from './schedules.module.css';
import { placeFromSearch, placeToParams, type SchedulesPlace } from './schedules-state.ts';

type Go = (place: Partial<SchedulesPlace>) => void;

function usePlace(): [SchedulesPlace, Go] {
  const search = useHashSearch();
  const setSearch = useSetSearch();
  const place = useMemo(() => placeFromSearch(search), [search]);
  return [place, useCallback((next) => setSearch(placeToParams(next), { replace: false }), [setSearch])];
}

interface PaneProps {
  place: SchedulesPlace;
  go: Go;
  schedules: ScheduleView[];
}

function Editor({ place, go, schedules }: PaneProps) {
  const zone = useZone();
  const edited = schedules.find(({ id }) => id === place.edit);
  const done = (open: string | null) => go({ open });
  if (edited) {
    const draft = draftOf(edited);
    return <ScheduleEditor key={edited.id} draft={place.on ? { ...draft, enabled: true } : draft} onDone={done} />;
  }
  if (place.edit === 'new') return <ScheduleEditor key={`new ${zone}`} draft={newDraft(place.selection, zone)} onDone={done} />;
  return <EmptyNote title="There is no such schedule">It may have been removed meanwhile. Choose another one.</EmptyNote>;
}

function Pane({ place, go, schedules }: PaneProps) {
  const opened = schedules.find(({ id }) => id === place.open);
  if (place.hold) return <HoldForm selection={place.selection} onDone={() => go({ tab: 'holds' })} />;
  if (place.edit !== null) return <Editor place={place} go={go} schedules={schedules} />;
  if (!opened) return <EmptyNote title="There is no such schedule">It may have been removed meanwhile. Choose another one.</EmptyNote>;
  return (
    <ScheduleDetail
      key={opened.id}
      schedule={opened}
      onEdit={() => go({ edit: opened.id })}
      onExport={() => go({ open: opened.id, export: opened.id })}
      onClose={() => go({})}
    />
  );
}

function Actions({ place, go }: Pick<PaneProps, 'place' | 'go'>) {
  return (
    <>
      <SegmentedControl
        aria-label="Shown"
        data={[
          { value: 'schedules', label: 'Schedules' },
          { value: 'holds', label: 'Holds' },
        ]}
        value={place.tab}
        onChange={(tab) => go({ tab: tab === 'holds' ? 'holds' : 'schedules' })}
      />
      <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => go({ tab: 'holds', hold: true })}>
        Add a hold
      </Button>
      <Button leftSection={<IconPlus size={15} />} onClick={() => go({ edit: 'new' })}>
        Add a schedule
      </Button>
    </>
  );
}

/** Start and stop calendars of machines, what became of them, and what is held back from them. */
export function SchedulesScreen() {
  const [place, go] = usePlace();
  const list = useRead(['schedules', 'list'], {});
  const pane = place.hold || place.edit !== null || place.open !== null;
  const exported = list.data?.find(({ id }) => id === place.export);
  return (
    <div className={classes['page']}>
      <PageHeader title="Schedules" detail="Run by this console while it is open" actions={<Actions place={place} go={go} />} />
      <div className={classes['body']}>
        <div className={classes['list']}>
          {place.tab === 'holds' ? (
            <HoldList />
          ) : (
            <Loaded read={list} height={160}>
              {(schedules) =>
                schedules.length === 0 ? (
                  <EmptyNote title="No schedule yet">
                    Add a schedule to start and stop machines by weekday and time: for example everything tagged env = staging, on from
                    Monday to Friday, 08:00 to 18:00. It can be exported to the provider's own scheduler, for when no console is open.
                  </EmptyNote>
                ) : (
                  <ScheduleTable
                    schedules={schedules}
                    openId={place.open}
                    onOpen={(open) => go({ open })}
                    onConfirm={(edit) => go({ edit, on: true })}
                  />
                )
              }
            </Loaded>
          )}
        </div>
        {pane && list.data ? (
          <SidePane label="schedule">
            <Pane place={place} go={go} schedules={list.data} />
          </SidePane>
        ) : null}
      </div>
      {exported ? <ExportDialog schedule={exported} onClose={() => go({ open: exported.id })} /> : null}
    </div>
  );
}
