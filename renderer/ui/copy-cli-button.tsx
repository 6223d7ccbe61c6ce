import { Button } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import { copyText } from './copy-text.ts';

/** Puts the command that does the same on the clipboard. */
export function CopyCliButton({ command, does }: { command: string; does: string }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconTerminal2 size={15} />}
      onClick={() => void copyText(command, `The command that ${does} is on the clipboard.`)}
    >
      Copy as CLI
    </Button>
  );
}
