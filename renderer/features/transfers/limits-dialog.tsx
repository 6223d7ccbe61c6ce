import { Button, CloseButton, Modal, MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TransferSettings } from '#shared/model/transfer.ts';
import actions from '../actions/actions.module.css';
import { useSaveSettings } from '../settings/use-save-settings.ts';
import classes from './transfers.module.css';

type Slot = TransferSettings['schedule'][number];

const megabyte = 1_000_000;
const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const newSlot: Slot = { days: [], from: '08:00', to: '18:00', bytesPerSecond: 5 * megabyte };
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

function RateField({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <NumberInput
      label={label}
      min={0}
      decimalScale={2}
      value={value / megabyte}
      onChange={(next) => onChange(Math.round(Number(next) * megabyte))}
    />
  );
}

function SlotLine({
  slot,
  number,
  onChange,
  onRemove,
}: {
  slot: Slot;
  number: number;
  onChange: (slot: Slot) => void;
  onRemove: () => void;
}) {
  return (
    <div className={classes['slot']} role="group" aria-label={`Time ${number}`}>
      <MultiSelect
        label="Days"
        placeholder={slot.days.length === 0 ? 'every day' : undefined}
        value={slot.days.map(String)}
        data={dayNames.map((label, day) => ({ value: String(day), label }))}
        onChange={(days) => onChange({ ...slot, days: days.map(Number).sort((a, b) => a - b) })}
      />
      <TextInput type="time" label="From" value={slot.from} onChange={(event) => onChange({ ...slot, from: event.currentTarget.value })} />
      <TextInput type="time" label="To" value={slot.to} onChange={(event) => onChange({ ...slot, to: event.currentTarget.value })} />
      <RateField label="MB a second" value={slot.bytesPerSecond} onChange={(bytesPerSecond) => onChange({ ...slot, bytesPerSecond })} />
      <CloseButton aria-label={`Remove time ${number}`} onClick={onRemove} />
    </div>
  );
}

/** How fast all transfers together may go, and when. */
export function LimitsDialog({ limits, onClose }: { limits: TransferSettings; onClose: () => void }) {
  const [draft, setDraft] = useState(limits);
  const save = useSaveSettings();
  const { schedule } = draft;
  const setSchedule = (next: Slot[]) => setDraft({ ...draft, schedule: next });
  const valid = draft.concurrency >= 1 && schedule.every(({ from, to }) => clock.test(from) && clock.test(to));
  return (
    <Modal opened onClose={onClose} title="Bandwidth" size="lg" closeButtonProps={{ 'aria-label': 'Close' }} closeOnClickOutside={false}>
      <form
        className={actions['dialog']}
        onSubmit={(event) => {
          event.preventDefault();
          void save({ transfers: draft }).then((saved) => saved && onClose());
        }}
      >
        <RateField
          label="MB a second, all transfers together (0: no limit)"
          value={draft.bytesPerSecond}
          onChange={(bytesPerSecond) => setDraft({ ...draft, bytesPerSecond })}
        />
        <NumberInput
          label="Objects worked on at a time"
          min={1}
          max={64}
          allowDecimal={false}
          value={draft.concurrency}
          onChange={(next) => setDraft({ ...draft, concurrency: Number(next) })}
        />
        <div className={classes['slots']}>
          <p className="ae-muted">
            At these times another limit holds; the first that matches decides. Local time of this machine, over midnight too.
          </p>
          {schedule.map((slot, index) => (
            <SlotLine
              // Times have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              slot={slot}
              number={index + 1}
              onChange={(next) => setSchedule(schedule.map((one, at) => (at === index ? next : one)))}
              onRemove={() => setSchedule(schedule.filter((_, at) => at !== index))}
            />
          ))}
          <Button
            variant="default"
            style={{ justifySelf: 'start' }}
            disabled={schedule.length >= 20}
            onClick={() => setSchedule([...schedule, newSlot])}
          >
            Add a time
          </Button>
        </div>
        <div className={actions['buttons']}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!valid}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
