import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconBookmark,
  IconBookmarkFilled,
  IconFolderPlus,
  IconRefresh,
  IconUpload,
} from '@tabler/icons-react';
import type { ReactNode, RefObject } from 'react';
import { FilterBox } from '../../../ui/filter-box.tsx';
import type { Ask } from '../changes/ask.ts';
import { type Place, parentPrefix } from '../places.ts';
import classes from '../storage.module.css';
import { useBookmarks } from '../use-bookmarks.ts';
import { Breadcrumb } from './breadcrumb.tsx';
import { FolderMenu } from './folder-menu.tsx';

const typingMs = 90;

export interface ToolbarProps {
  place: Place;
  /** Folder of the other pane; null with one pane. */
  other: Place | null;
  text: string;
  front: boolean;
  filterRef: RefObject<HTMLInputElement | null>;
  filterLabel: string;
  editing: boolean;
  canBack: boolean;
  canForward: boolean;
  onEditing: (editing: boolean) => void;
  onText: (text: string) => void;
  onOpen: (place: Place) => void;
  onBack: () => void;
  onForward: () => void;
  onRefresh: () => void;
  onNewFolder: () => void;
  onAsk: (ask: Ask) => void;
  onUploadFiles: () => void;
  onUploadFolder: () => void;
}

function Step({
  label,
  disabled = false,
  onClick,
  children,
}: {
  label: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** The way through folders, the filter, and what puts things here. */
export function PaneToolbar(props: ToolbarProps) {
  const { place } = props;
  const bookmarks = useBookmarks();
  const marked = bookmarks.has(place);
  const parent = parentPrefix(place.prefix);
  return (
    <div className={classes['paneBar']}>
      <div className={classes['paneSteps']}>
        <Step label="Back (Alt ←)" disabled={!props.canBack} onClick={props.onBack}>
          <IconArrowLeft size={16} stroke={1.6} />
        </Step>
        <Step label="Forward (Alt →)" disabled={!props.canForward} onClick={props.onForward}>
          <IconArrowRight size={16} stroke={1.6} />
        </Step>
        <Step
          label="Folder above (Backspace)"
          disabled={parent === null}
          onClick={() => parent !== null && props.onOpen({ ...place, prefix: parent })}
        >
          <IconArrowUp size={16} stroke={1.6} />
        </Step>
        <Step label="Ask the provider again" onClick={props.onRefresh}>
          <IconRefresh size={16} stroke={1.6} />
        </Step>
        <Step label={marked ? 'Remove the bookmark' : 'Bookmark this folder'} onClick={() => bookmarks.toggle(place)}>
          {marked ? <IconBookmarkFilled size={16} /> : <IconBookmark size={16} stroke={1.6} />}
        </Step>
      </div>
      <Breadcrumb place={place} editing={props.editing} onEditing={props.onEditing} onOpen={props.onOpen} />
      <FilterBox
        className={classes['paneFilter']}
        text={props.text}
        label={props.filterLabel}
        placeholder="Filter this folder"
        typingMs={typingMs}
        inputRef={props.filterRef}
        // The filter of the pane in front is what `/` goes to.
        shortcut={props.front}
        onChange={props.onText}
      />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconUpload size={14} />}>
            Upload
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={props.onUploadFiles}>Files…</Menu.Item>
          <Menu.Item onClick={props.onUploadFolder}>Folder…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Step label="New folder (F7)" onClick={props.onNewFolder}>
        <IconFolderPlus size={16} stroke={1.6} />
      </Step>
      <FolderMenu place={place} other={props.other} onAsk={props.onAsk} />
    </div>
  );
}
