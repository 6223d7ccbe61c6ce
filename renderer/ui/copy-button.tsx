import { Button, CopyButton as Copy } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Puts a text on the clipboard and says so on itself. */
export function CopyButton({ text, label, variant = 'subtle' }: { text: string; label: string; variant?: 'subtle' | 'default' }) {
  return (
    <Copy value={text}>
      {({ copied, copy }) => (
        <Button
          size="compact-xs"
          variant={variant}
          color={variant === 'subtle' ? 'gray' : undefined}
          onClick={copy}
          leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
        >
          {copied ? 'Copied' : label}
        </Button>
      )}
    </Copy>
  );
}
