import { Tooltip } from '@mantine/core';
import type { RefObject } from 'react';

/** An open tooltip on an element that says itself when it is shown. */
export function Hint({ target, label }: { target: RefObject<HTMLElement | null>; label: string }) {
  return <Tooltip target={target} label={label} opened multiline maw={420} style={{ whiteSpace: 'pre-line' }} />;
}
