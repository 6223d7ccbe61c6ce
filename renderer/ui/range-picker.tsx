import { IconCalendar } from '@tabler/icons-react';
import { type ComponentPropsWithRef, lazy, Suspense, useState } from 'react';
import { type Range, rangeLabel } from '../app/range.ts';
import { FaultBoundary } from './fault-boundary.tsx';
import { PickerButton } from './picker-button.tsx';

const RangeMenu = lazy(async () => ({ default: (await import('./range-menu.tsx')).RangeMenu }));

export interface RangePickerProps {
  value: Range;
  onChange: (range: Range) => void;
}

/** Names the range in force. */
export function RangeButton({ value, ...button }: { value: Range } & Omit<ComponentPropsWithRef<'button'>, 'value'>) {
  return <PickerButton {...button} label="Time" value={rangeLabel(value)} icon={<IconCalendar size={14} stroke={1.6} aria-hidden />} />;
}

/** Presets count back from the newest charge; own days are UTC. What it opens is loaded with the first click. */
export function RangePicker(props: RangePickerProps) {
  const [used, setUsed] = useState(false);
  const button = <RangeButton value={props.value} aria-haspopup="dialog" aria-expanded={false} onClick={() => setUsed(true)} />;
  return used ? (
    <FaultBoundary fallback={button}>
      <Suspense fallback={button}>
        <RangeMenu {...props} />
      </Suspense>
    </FaultBoundary>
  ) : (
    button
  );
}
