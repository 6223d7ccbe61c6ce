import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { ObjectRef, PresignedUrl } from '#shared/model/storage.ts';
import { useZone } from '../../../app/preferences.ts';
import { useCall } from '../../../app/reads.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { CopyCliButton } from '../../../ui/copy-cli-button.tsx';
import { formatDuration, formatTime } from '../../../ui/format/time.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Section } from '../../compute/drawer/facts.tsx';
import { presignCommand } from '../read-commands.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';

const lives = [900, 3600, 12 * 3600, 86_400, 7 * 86_400];
const lifeName = (seconds: number) =>
  seconds % 86_400 === 0 ? `${seconds / 86_400} d` : formatDuration(seconds * 1000).replace(/ 00 \w+$/, '');

/** A link that lets whoever has it read or write this one object until it expires. */
export function LinkTab({ object }: { object: ObjectRef }) {
  const call = useCall();
  const zone = useZone();
  const longest = useStores().of(object.connectionId)?.features.maxPresignSeconds ?? 0;
  const [method, setMethod] = useState<'GET' | 'PUT'>('GET');
  const [seconds, setSeconds] = useState(3600);
  const [link, setLink] = useState<PresignedUrl | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const make = async () => {
    const reply = await call(['storage', 'presign'], { ...object, method, expiresInSeconds: Math.min(seconds, longest) });
    setLink(reply.ok ? reply.value : null);
    setError(reply.ok ? null : reply.error);
  };
  const command = presignCommand({ object, method, seconds: Math.min(seconds, longest) });
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setLink(null);
    };
  return (
    <Section title="Link that expires">
      <div className={classes['tools']}>
        <Select
          label="For"
          w={130}
          allowDeselect={false}
          value={method}
          data={[
            { value: 'GET', label: 'reading' },
            { value: 'PUT', label: 'writing' },
          ]}
          onChange={(next) => next && change(setMethod)(next)}
        />
        <Select
          label="Expires after"
          w={130}
          allowDeselect={false}
          value={String(seconds)}
          data={lives.filter((life) => life <= longest).map((life) => ({ value: String(life), label: lifeName(life) }))}
          onChange={(next) => next && change(setSeconds)(Number(next))}
        />
        <Button onClick={() => void make()}>Make the link</Button>
        {command ? <CopyCliButton command={command} does="makes such a link" /> : null}
      </div>
      {error ? <ProblemNote error={error} /> : null}
      {link ? (
        <>
          <p className={classes['link']} data-testid="presigned">
            {link.url}
          </p>
          <div className={classes['tools']} style={{ marginTop: 8, alignItems: 'center' }}>
            <CopyButton text={link.url} label="Copy the link" variant="default" />
            <span className="ae-muted">expires {formatTime(link.expiresAt, zone)}</span>
          </div>
          {link.note ? <p className="ae-muted">{link.note}</p> : null}
        </>
      ) : (
        <p className="ae-muted">
          Whoever has the link can {method === 'GET' ? 'read' : 'write'} this object until it expires, without signing in.
        </p>
      )}
    </Section>
  );
}
