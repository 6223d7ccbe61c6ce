import { lazy, Suspense, useState } from 'react';
import { FaultBoundary } from './fault-boundary.tsx';
import { PickerButton, type PickerButtonProps } from './picker-button.tsx';
import type { PickerOption } from './picker-options.ts';

const PickerMenu = lazy(async () => ({ default: (await import('./picker-menu.tsx')).PickerMenu }));

export interface PickerProps {
  label: string;
  value: string | null;
  options: PickerOption[];
  onChange: (value: string | null) => void;
  /** Offers "no choice" under this name; left out, something is always chosen. */
  clearLabel?: string;
  tone?: PickerButtonProps['tone'];
}

/** Name of the chosen value as the button shows it. */
export function chosenLabel({ value, options }: Pick<PickerProps, 'value' | 'options'>): string {
  return options.find((option) => option.value === value)?.label ?? value ?? 'All';
}

/** A button that opens a searchable list. The list is code of its own, loaded with the first click: the first screen has five of these. */
export function Picker(props: PickerProps) {
  const [used, setUsed] = useState(false);
  const button = (
    <PickerButton
      label={props.label}
      value={chosenLabel(props)}
      tone={props.tone ?? 'quiet'}
      aria-haspopup="listbox"
      aria-expanded={false}
      onClick={() => setUsed(true)}
    />
  );
  return used ? (
    <FaultBoundary fallback={button}>
      <Suspense fallback={button}>
        <PickerMenu {...props} />
      </Suspense>
    </FaultBoundary>
  ) : (
    button
  );
}
