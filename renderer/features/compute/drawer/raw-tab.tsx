import { Button, TextInput } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CachedMachine } from '#shared/model/machine.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import classes from './drawer.module.css';
import { Section } from './facts.tsx';
import { ProviderNote } from './provider-note.tsx';
import { useInspection } from './use-inspection.ts';

/** Text in pieces: every second one is a hit. */
export function splitHits(text: string, wanted: string): string[] {
  if (wanted === '') return [text];
  const pieces: string[] = [];
  const [hay, needle] = [text.toLowerCase(), wanted.toLowerCase()];
  let from = 0;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}

function Found({ text, wanted, current }: { text: string; wanted: string; current: number }) {
  const box = useRef<HTMLPreElement>(null);
  const pieces = useMemo(() => splitHits(text, wanted), [text, wanted]);
  useEffect(() => {
    if (wanted) box.current?.querySelectorAll('mark')[current]?.scrollIntoView({ block: 'center' });
  }, [wanted, current]);
  return (
    // Long records scroll, so the keyboard must reach them.
    <pre ref={box} className={classes['code']} tabIndex={0} aria-label="JSON">
      {pieces.map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          // Pieces have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <mark key={index} data-current={(index - 1) / 2 === current || undefined}>
            {piece}
          </mark>
        ),
      )}
    </pre>
  );
}

/** The provider's own record, or the cached one while it does not answer; searchable. */
export function RawTab({ machine }: { machine: CachedMachine }) {
  const read = useInspection({ connectionId: machine.connectionId, machineId: machine.id });
  const fresh = read.data?.raw;
  const text = useMemo(() => JSON.stringify(fresh ?? machine, null, 2), [fresh, machine]);
  const [wanted, setWanted] = useState('');
  const [current, setCurrent] = useState(0);
  const hits = Math.floor(splitHits(text, wanted).length / 2);
  const next = () => setCurrent(hits > 0 ? (current + 1) % hits : 0);
  return (
    <>
      <ProviderNote read={read} instead="this is the record as cached." />
      <Section title={fresh ? "The provider's record, read now" : 'The record as cached'}>
        <form
          className={classes['find']}
          onSubmit={(event) => {
            event.preventDefault();
            next();
          }}
        >
          <TextInput
            value={wanted}
            onChange={(event) => {
              setWanted(event.currentTarget.value);
              setCurrent(0);
            }}
            placeholder="Find"
            aria-label="Find in the record"
          />
          <Button type="submit" variant="default" disabled={hits === 0}>
            Next
          </Button>
          <span className="ae-muted" role="status">
            {wanted === '' ? '' : `${hits === 0 ? 0 : current + 1} of ${hits}`}
          </span>
          <CopyButton text={text} label="Copy JSON" variant="default" />
        </form>
        <Found text={text} wanted={wanted} current={current} />
      </Section>
    </>
  );
}
