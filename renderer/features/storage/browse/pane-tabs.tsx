import { ActionIcon, CloseButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lastName, type Place, visibleName } from '../places.ts';
import classes from '../storage.module.css';
import type { PaneState } from '../storage-state.ts';

interface Props {
  pane: PaneState;
  label: string;
  onPane: (pane: PaneState) => void;
  /** The last tab of the second pane closes the pane. */
  onCloseLast: (() => void) | undefined;
}

const titleOf = ({ bucket, prefix }: Place) => visibleName(prefix === '' ? bucket : lastName(prefix).replace(/\/$/, ''));

/** The pane without one of its tabs; the tab in front stays where it can. */
export function withoutTab(pane: PaneState, index: number): PaneState {
  const places = pane.places.filter((_, at) => at !== index);
  const on = Math.max(0, Math.min(places.length - 1, index < pane.on ? pane.on - 1 : pane.on));
  return { ...pane, places, on, text: index === pane.on ? '' : pane.text };
}

/** Open folders of one pane. */
export function PaneTabs({ pane, label, onPane, onCloseLast }: Props) {
  const current = pane.places[pane.on];
  const close = (index: number) => (pane.places.length === 1 ? onCloseLast?.() : onPane(withoutTab(pane, index)));
  return (
    <div className={classes['tabs']} role="group" aria-label={label}>
      {pane.places.map((place, index) => (
        // Two tabs may show the same folder: they have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={classes['tab']} data-on={index === pane.on || undefined}>
          <button
            type="button"
            className={classes['tabButton']}
            aria-pressed={index === pane.on}
            title={`${place.bucket}/${place.prefix}`}
            onClick={() => onPane({ ...pane, on: index, text: '' })}
          >
            <span className="ae-clip">{titleOf(place)}</span>
          </button>
          {pane.places.length > 1 || onCloseLast ? (
            <CloseButton size={20} iconSize={13} aria-label={`Close ${titleOf(place)}`} onClick={() => close(index)} />
          ) : null}
        </span>
      ))}
      {current ? (
        <ActionIcon
          size={24}
          aria-label="Open this folder in a new tab"
          onClick={() => onPane({ ...pane, places: [...pane.places, current], on: pane.places.length, text: '' })}
        >
          <IconPlus size={14} />
        </ActionIcon>
      ) : null}
    </div>
  );
}
