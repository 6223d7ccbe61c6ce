import { CloseButton, Loader } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import classes from '../storage.module.css';
import type { DragOut } from './use-drag-out.ts';

/** What lies ready to be dragged to a folder of the system, or to another program. */
export function DragOutShelf({ out: { shelf, drag, clear } }: { out: DragOut }) {
  if (!shelf) return null;
  const ready = shelf.state === 'ready';
  return (
    <div className={classes['selection']} role="region" aria-label="Drag out of the window">
      {ready ? (
        <div
          className={classes['handle']}
          draggable
          data-testid="drag-handle"
          onDragStart={(event) => {
            // The system's own drag takes its place.
            event.preventDefault();
            drag();
          }}
        >
          <IconGripVertical size={14} aria-hidden />
          {shelf.what}
        </div>
      ) : (
        <Loader size="xs" />
      )}
      <span role="status">
        {ready ? 'Ready: drag it from here to a folder of your system.' : `${shelf.what} is being downloaded, to be dragged out.`}
      </span>
      <span className={classes['spring']} />
      <CloseButton aria-label="Put away" onClick={clear} />
    </div>
  );
}
