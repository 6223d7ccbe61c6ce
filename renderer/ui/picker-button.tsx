import { IconChevronDown } from '@tabler/icons-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import classes from './picker.module.css';

export interface PickerButtonProps extends ComponentPropsWithRef<'button'> {
  /** Names what it sets. */
  label: string;
  value: string;
  icon?: ReactNode;
  /** `set`: it narrows what is shown. `production`: it is set to the environment where mistakes cost most. */
  tone?: 'quiet' | 'set' | 'production';
}

/** A compact button that names what it sets and its value. */
export function PickerButton({ label, value, icon, tone = 'quiet', ...button }: PickerButtonProps) {
  return (
    <button type="button" {...button} className={classes['target']} data-tone={tone}>
      {icon}
      <span className={classes['label']}>{label}</span>
      <span className={classes['value']}>{value}</span>
      <IconChevronDown size={13} stroke={1.75} aria-hidden />
    </button>
  );
}
