import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { ScheduleExport, ScheduleView } from '#shared/model/schedule.ts';
import { useRead } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { copyText } from '../../ui/copy-text.ts';
import { Loaded } from '../../ui/loaded.tsx';
import classes from './schedules.module.css';

const titles: Record<ScheduleExport['format'], string> = {
  eventbridge: 'EventBridge Scheduler',
  'azure-automation': 'Azure Automation',
  'gcp-instance-schedule': 'Google Cloud instance schedule',
};

function Definition({ schedule, one }: { schedule: ScheduleView; one: ScheduleExport }) {
  const save = useSaveFile();
  const write = () =>
    save(one.fileName, (target, { services }) =>
      services.schedules.saveExport({ scheduleId: schedule.id, fileName: one.fileName, target }),
    );
  return (
    <section className={classes['section']} aria-label={one.fileName}>
      <h3>{one.fileName}</h3>
      <ul className={classes['notes']}>
        {one.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {one.text === '' ? (
        <p className={classes['error']}>There is nothing to deploy: the provider cannot express this schedule.</p>
      ) : (
        <>
          <div className={classes['buttons']}>
            <Button size="compact-sm" variant="default" onClick={() => void copyText(one.text, `${one.fileName} is copied.`)}>
              Copy
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => void write()}>
              Save…
            </Button>
          </div>
          {/* Keyboard users must be able to scroll what overflows. */}
          <pre className={classes['code']} tabIndex={0} role="region" aria-label={`Text of ${one.fileName}`}>
            {one.text}
          </pre>
        </>
      )}
    </section>
  );
}

function Definitions({ schedule, exports }: { schedule: ScheduleView; exports: ScheduleExport[] }) {
  const formats = [...new Set(exports.map(({ format }) => format))];
  const [chosen, setChosen] = useState(formats[0]!);
  return (
    <>
      <SegmentedControl
        aria-label="Provider"
        data={formats.map((format) => ({ value: format, label: titles[format] }))}
        value={chosen}
        onChange={(format) => setChosen(format)}
      />
      {exports
        .filter(({ format }) => format === chosen)
        .map((one) => (
          <Definition key={one.fileName} schedule={schedule} one={one} />
        ))}
    </>
  );
}

/** The schedule as the providers' own schedulers take it, for when no console is open. */
export function ExportDialog({ schedule, onClose }: { schedule: ScheduleView; onClose: () => void }) {
  const read = useRead(['schedules', 'export'], { scheduleId: schedule.id });
  return (
    <Modal opened onClose={onClose} size="xl" title={`Export ${schedule.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <p className="ae-muted" style={{ marginBottom: 8 }}>
        This console runs schedules only while it is open. Deployed at the provider, they run without it.
      </p>
      <Loaded read={read} height={240}>
        {(exports) => <Definitions schedule={schedule} exports={exports} />}
      </Loaded>
    </Modal>
  );
}
