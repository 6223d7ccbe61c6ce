import { CloseButton, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, type RefObject, useEffect, useState } from 'react';

interface Props {
  text: string;
  label: string;
  placeholder: string;
  onChange: (text: string) => void;
  className?: string | undefined;
  /** Rest after the last key before it is taken over. */
  typingMs?: number;
  /** The one that `/` goes to. */
  shortcut?: boolean;
  inputRef?: RefObject<HTMLInputElement | null>;
  icon?: ReactNode;
  /** What is cleared: `filter`, `search`. */
  noun?: string;
  maxLength?: number;
  autoFocus?: boolean;
}

/** Text to filter by, with a state of its own, so that typing never waits for the URL or the host. */
export function FilterBox({
  text,
  label,
  placeholder,
  onChange,
  className,
  typingMs = 150,
  shortcut = true,
  inputRef,
  icon = <IconFilter size={14} />,
  noun = 'filter',
  maxLength = 200,
  autoFocus = false,
}: Props) {
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  if (seen !== text) {
    setSeen(text);
    setTyped(text);
  }
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => onChange(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, text, typingMs, onChange]);
  return (
    <TextInput
      ref={inputRef}
      className={className ?? ''}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      placeholder={placeholder}
      aria-label={label}
      aria-keyshortcuts={shortcut ? '/' : undefined}
      data-filter-input={shortcut || undefined}
      autoFocus={autoFocus}
      spellCheck={false}
      leftSection={icon}
      rightSection={typed ? <CloseButton size="xs" aria-label={`Clear the ${noun}`} onClick={() => setTyped('')} /> : null}
      maxLength={maxLength}
    />
  );
}
